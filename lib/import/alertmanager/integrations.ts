/** Each kind of Alertmanager's integrations that has a counterpart among our channels. */
import type { Place } from './place.ts';

interface Context {
  /** The channel's name. */
  readonly name: string;
  /** The configuration's `global` section. */
  readonly global: Place;
}

interface IntegrationKind {
  readonly key: string;
  /** Alertmanager's default for this kind. */
  readonly sendResolved: boolean;
  /** The channel's fields but for its name; undefined when it cannot be one, with a note that says why. */
  make(place: Place, context: Context): Readonly<Record<string, unknown>> | undefined;
}

const secretFor = (name: string, what: string): string => `streamwarden/${name}/${what}`;

/** Names the secret to be made in place of a value that is not copied. */
const named = (place: Place, name: string, what: string): string => {
  const secret = secretFor(name, what);
  place.note(`is a secret and was not copied: put it into the secret ${secret}`);
  return secret;
};

/** The first of two keys that is there: the value itself, or the file it is in. */
const either = (place: Place, key: string): Place => (place.at(key).isAbsent ? place.at(`${key}_file`) : place.at(key));

const urlOf = (place: Place): URL | undefined => {
  const text = place.text() ?? '';
  return URL.canParse(text) ? new URL(text) : undefined;
};

/** Whether an address holds what only its owner should know: a password, a query, or a long part that reads like a token. */
const looksSecret = (url: URL): boolean =>
  url.username !== '' ||
  url.search !== '' ||
  url.pathname.split('/').some((part) => part.length >= 20 && /\d/.test(part) && /[a-z]/i.test(part));

const webhook: IntegrationKind['make'] = (place) => {
  place.leaveAllBut(['url', 'url_file', 'send_resolved', 'max_alerts']);
  if (place.at('url').isAbsent) {
    place.note('is not carried over: the address is in a file, or missing');
    return undefined;
  }
  const url = urlOf(place.at('url'));
  if (url === undefined) {
    place.at('url').note('is not an address; replace it');
    return { kind: 'webhook', url: 'https://replace-me.invalid/' };
  }
  if (looksSecret(url)) {
    place.at('url').note('may hold a secret and was not copied beyond its host: complete it, or put a proxy before it');
    return { kind: 'webhook', url: `https://${url.host}/` };
  }
  if (url.protocol !== 'https:') place.at('url').note('became https: nothing is sent in the clear');
  url.protocol = 'https:';
  return { kind: 'webhook', url: url.href };
};

const slack: IntegrationKind['make'] = (place, { name, global }) => {
  place.leaveAllBut(['api_url', 'api_url_file', 'app_token', 'app_token_file', 'channel', 'send_resolved']);
  const token = [place, global]
    .map((each) => either(each, each === global ? 'slack_app_token' : 'app_token'))
    .find((each) => !each.isAbsent);
  if (token === undefined)
    either(place, 'api_url').note(
      `speaks through an incoming webhook: ours speaks Slack’s Web API with a bot token, in the secret ${secretFor(name, 'bot-token')}`,
    );
  return {
    kind: 'slack',
    channel: place.at('channel').text() ?? '',
    botToken: token === undefined ? secretFor(name, 'bot-token') : named(token, name, 'bot-token'),
  };
};

const pagerduty: IntegrationKind['make'] = (place, { name }) => {
  place.leaveAllBut(['routing_key', 'routing_key_file', 'send_resolved']);
  const key = either(place, 'routing_key');
  if (key.isAbsent) {
    place.note('is not carried over: ours speaks Events v2, which takes a routing_key');
    return undefined;
  }
  return { kind: 'pagerduty', routingKey: named(key, name, 'routing-key') };
};

const teams: IntegrationKind['make'] = (place, { name }) => {
  place.leaveAllBut(['webhook_url', 'webhook_url_file', 'send_resolved']);
  const url = urlOf(place.at('webhook_url'));
  if (url === undefined) {
    place.note('is not carried over: ours must know the host of its address');
    return undefined;
  }
  return { kind: 'teams', url: named(place.at('webhook_url'), name, 'url'), host: url.hostname };
};

const address = (text: string): string => /<([^<>]+)>/.exec(text)?.[1] ?? text.trim();

const email: IntegrationKind['make'] = (place, { global }) => {
  place.leaveAllBut(['to', 'from', 'send_resolved'], 'is not carried over: Amazon SES sends our e-mail');
  const from = place.at('from').text() ?? global.at('smtp_from').text() ?? '';
  const to = (place.at('to').text() ?? '').split(',').map(address);
  return { kind: 'email', from: address(from), to: to.filter((each) => each !== '') };
};

const sns: IntegrationKind['make'] = (place) => {
  place.note('is not carried over: our text messages go to the people of people.yaml, not to a topic or number');
  return undefined;
};

/** In the order in which a receiver's channels are listed. */
export const integrationKinds: readonly IntegrationKind[] = [
  { key: 'webhook_configs', sendResolved: true, make: webhook },
  { key: 'email_configs', sendResolved: false, make: email },
  { key: 'pagerduty_configs', sendResolved: true, make: pagerduty },
  { key: 'slack_configs', sendResolved: false, make: slack },
  { key: 'msteams_configs', sendResolved: true, make: teams },
  { key: 'msteamsv2_configs', sendResolved: true, make: teams },
  { key: 'sns_configs', sendResolved: true, make: sns },
];
