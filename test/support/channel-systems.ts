/** How each kind of channel is configured for its contract, and what stands on the other side of its wire. */
import { SESv2Client } from '@aws-sdk/client-sesv2';
import { SNSClient } from '@aws-sdk/client-sns';
import { httpClient } from '#adapters/http/http-client.ts';
import { emailThrough } from '#adapters/ses/send-email.ts';
import { textThrough } from '#adapters/sns/send-text.ts';
import { channelsOf } from '#channels/registry.ts';
import type { Channel } from '#kernel/channel.ts';
import { type ChannelsPolicy, channelsSchema } from '#kernel/policy.ts';
import type { Log } from '#kernel/ports.ts';
import type { Service } from '#lib/local/service.ts';
import { SesService } from '#lib/local/services/ses.ts';
import { SnsService, snsError } from '#lib/local/services/sns.ts';
import { createStandIns, type StandIns } from '#lib/local/stand-ins/index.ts';
import { startWire, type Wire, type WireRequest, type WireResponse } from './channel-wire.ts';
import { VirtualScheduler } from './virtual-scheduler.ts';

type Entry = ChannelsPolicy['channels'][number];
export type Kind = Entry['kind'];

/** Values of the secrets that policy names; none may show anywhere. */
const secretValues: Readonly<Record<string, string>> = {
  'slack-token': 'xoxb-T0PSECRETTOKEN',
  'routing-key': 'T0PSECRETROUTINGKEY0123456789ABC',
  'teams-url': 'https://prod-01.westeurope.logic.azure.com/workflows/T0PSECRETPATH/triggers/manual?sig=T0PSECRETSIGNATURE',
  'webhook-key': `whsec_${Buffer.from('T0PSECRETKEYOFTHEWEBHOOK').toString('base64')}`,
};

/** What must be in no error and no log. */
export const secretTexts = [
  'T0PSECRET',
  'SIGNEDTOKEN',
  'xoxb-',
  Buffer.from('T0PSECRETKEYOFTHEWEBHOOK').toString('base64'),
  'alex@example.com',
  '+4915112345678',
];

/** What stands on the other side. */
interface Systems {
  readonly clock: VirtualScheduler;
  readonly standIns: StandIns;
  readonly ses: SesService;
  readonly sns: SnsService;
}

export interface SystemOf {
  readonly entry: unknown;
  /** Why the tables about another system pass it by. */
  readonly skip?: string;
  /** Statuses that mean success, beside the system's own. */
  readonly accepts?: readonly number[];
  /** Idempotency keys or the like of what took effect, in order; the same for a repeat. */
  effects(systems: Systems): readonly string[];
  /** A refusal as the system words it. */
  refusal?(status: number, headers: Readonly<Record<string, string>>): WireResponse;
  readonly aws?: 'ses' | 'sns';
  /** Whether it hands out a reference. */
  readonly reference?: RegExp;
}

const plainRefusal = (status: number, headers: Readonly<Record<string, string>>): WireResponse => ({ status, headers, body: '{}' });

export const systemOf: Record<Kind, SystemOf> = {
  console: {
    entry: { name: 'log', kind: 'console' },
    skip: 'it writes to the function’s own log and has no other side',
    effects: () => [],
  },
  webhook: {
    entry: { name: 'hook', kind: 'webhook', url: 'https://hooks.test/T0PSECRETPATH', signingSecret: 'webhook-key' },
    accepts: [200, 201, 202, 204],
    effects: ({ standIns }) => standIns.webhook.received().map(({ key }) => key),
  },
  slack: {
    entry: { name: 'chat', kind: 'slack', channel: 'C0INCIDENTS', botToken: 'slack-token' },
    effects: ({ standIns }) => standIns.slack.keys(),
    reference: /^C0INCIDENTS\/\d+\.\d+$/,
  },
  pagerduty: {
    entry: { name: 'pager', kind: 'pagerduty', routingKey: 'routing-key' },
    accepts: [200, 202],
    effects: ({ standIns }) => standIns.pagerduty.keys(),
    reference: /^inc-1$/,
  },
  teams: {
    entry: { name: 'team', kind: 'teams', url: 'teams-url', host: 'prod-01.westeurope.logic.azure.com' },
    accepts: [200, 202],
    effects: ({ standIns }) => standIns.teams.cards().map(({ key }) => key),
  },
  email: {
    entry: { name: 'mail', kind: 'email', from: 'streamwarden@example.org' },
    aws: 'ses',
    effects: ({ ses }) => ses.emails().map(({ headers }) => headers['X-Streamwarden-Key'] ?? ''),
    refusal: (status, headers) => ({
      status,
      headers: {
        ...headers,
        'content-type': 'application/json',
        'x-amzn-errortype': status === 429 ? 'TooManyRequestsException' : 'BadRequestException',
      },
      body: JSON.stringify({ message: 'Email address is not verified: alex@example.com' }),
    }),
    reference: /^0100/,
  },
  sms: {
    entry: { name: 'text', kind: 'sms' },
    aws: 'sns',
    // Two people hear of it; the first of them is enough to tell messages apart.
    effects: ({ sns }) =>
      sns
        .texts()
        .filter(({ phone }) => phone === '+4915112345678')
        .map(({ text }) => text),
    refusal: (status, headers) => {
      const { body, headers: own } = snsError(
        status,
        status === 429 ? 'Throttled' : 'InvalidParameter',
        'PhoneNumber +4915112345678 is not valid',
      );
      return { status, headers: { ...headers, ...own }, body };
    },
    reference: /^[0-9a-f-]{36}$/,
  },
};

const toService = async (service: Service, { method, url, headers, body }: WireRequest): Promise<WireResponse> =>
  service.handle({
    ...{ method, headers, path: url.pathname, query: url.searchParams, body: Buffer.from(body) },
    ...{ operation: headers['x-amz-target']?.split('.').at(-1) ?? '', accessKeyId: 'test' },
  });

export interface OpenSystem {
  readonly systems: Systems;
  readonly wire: Wire;
  /** The channel of this kind, speaking over the wire; `changes` of its entry. */
  channel(changes?: Readonly<Record<string, unknown>>): Channel;
  /** What was logged, as text. */
  logged(): string;
  refusal(status: number, headers?: Readonly<Record<string, string>>): WireResponse;
  effects(): readonly string[];
}

/** Opens the other side of a kind; its channels give a call up after so many milliseconds. */
export const openSystem = async (kind: Kind, timeoutMs = 5_000): Promise<OpenSystem> => {
  const system = systemOf[kind];
  const clock = new VirtualScheduler();
  const systems = {
    clock,
    standIns: createStandIns({ scheduler: clock }),
    ses: new SesService({ scheduler: clock }),
    sns: new SnsService({ scheduler: clock }),
  };
  const { aws } = system;
  const wire = await startWire((request) =>
    aws === undefined
      ? systems.standIns.handle({ method: request.method, url: request.url.href, headers: request.headers, body: request.body })
      : toService(systems[aws], request),
  );
  const lines: string[] = [];
  const write: Log['info'] = (message, detail) => void lines.push(`${message} ${JSON.stringify(detail)}`);
  const client = {
    ...{ endpoint: wire.url, region: 'us-east-1', maxAttempts: 1, credentials: { accessKeyId: 'test', secretAccessKey: 'test' } },
    requestHandler: { requestTimeout: timeoutMs, throwOnRequestTimeout: true },
  };
  return {
    systems,
    wire,
    channel: (changes = {}) => {
      const policy = channelsSchema.parse({ channels: [{ ...Object(system.entry), ...changes }] });
      const ports = {
        ...{ http: httpClient({ fetch: wire.fetch, timeoutMs }), log: { info: write, warn: write, error: write } },
        secrets: { get: async (id: string) => secretValues[id] ?? '' },
        ...{ sendEmail: emailThrough(new SESv2Client(client)), sendText: textThrough(new SNSClient(client)) },
      };
      const [made] = channelsOf(policy, ports).values();
      if (made === undefined) throw new Error(`the registry makes no ${kind} channel`);
      return made;
    },
    logged: () => lines.join('\n'),
    refusal: (status, headers = {}) => (system.refusal ?? plainRefusal)(status, headers),
    effects: () => system.effects(systems),
  };
};
