/** Keeps secrets and personal data out of the stream. Clean signals come back as the same objects, and cost little more than one look. */
import { onceEach } from '#kernel/once-each.ts';
import { sanitiseAll } from '#kernel/policy/sanitise-all.ts';
import type { SanitisePolicy } from '#kernel/policy.ts';
import type { Attributes, AttributeValue, Resource, Scope } from '#kernel/resource.ts';
import type { Exemplar, LogSignal, MetricSignal, Signal, SpanEvent, SpanLink, SpanSignal } from '#kernel/signal.ts';
import { replaceAssigned } from './assigned-secret.ts';
import { replaceIpAddresses, tellsAddress, wholeAddress } from './ip-address.ts';
import { isCard, replaceCards } from './payment-card.ts';
import { replaceAddresses } from './personal-data.ts';
import { pseudonyms } from './pseudonyms.ts';
import { replaceRandomWords } from './random-word.ts';
import { replaceSecrets } from './secret-shapes.ts';
import { SeenValues } from './seen-values.ts';
import { suspicion, suspicionOf } from './suspicion.ts';
import { tellsSecret } from './telling-name.ts';

/** Whether a value under a telling name can be a secret: semantic conventions write headers, cookies too, as lists. */
const holdsSomething = (value: AttributeValue): boolean =>
  value !== '' && value !== null && typeof value !== 'boolean' && !(Array.isArray(value) && value.length === 0);

/** Nothing shorter can be a secret we know. */
const shortest = 6;

/** What is known of an attribute key: itself without secrets, and what it tells of its value. */
interface Key {
  readonly text: string;
  readonly clean: string;
  readonly telling: boolean;
  readonly kept: boolean;
  /** What becomes of a text under this key. */
  readonly value: (text: string) => string;
  /** How often it came, and the texts under it once that is often. */
  count: number;
  seen: SeenValues | undefined;
  /** The key that stood behind it last. */
  next: Key | undefined;
}

/** How often a key comes before its texts are remembered: a memory a key of a request that never repeats one would be wasted. */
const often = 8;

export type Sanitise = (signal: Signal) => Signal;

const mapList = <Item>(items: readonly Item[], map: (item: Item) => Item): readonly Item[] => {
  let copy: Item[] | undefined;
  for (let at = 0; at < items.length; at += 1) {
    const item = items[at] as Item;
    const mapped = map(item);
    if (mapped !== item) {
      copy ??= [...items];
      copy[at] = mapped;
    }
  }
  return copy ?? items;
};

/**
 * A sanitiser for one request. E-mail and IP addresses become `email:` and `ip:` with 16 hex digits of HMAC-SHA256 under `hashKey`, so
 * that equal ones stay equal. InputError `too_large` for more different ones than a request may hold.
 */
export const sanitiser = (hashKey: string, policy: SanitisePolicy = sanitiseAll): Sanitise => {
  const hashAs = pseudonyms(hashKey);
  const hashEmail = (address: string): string => hashAs('email', address.toLowerCase());
  const hashIp = (address: string): string => hashAs('ip', address);
  const kept = new Set(policy.keep);
  const keys = new Map<string, Key>();
  const names = new Map<string, string>();

  /** Signs found in a text hold until something in it is replaced; from there on every search is made that could find anything. */
  const cleanSuspicious = (text: string, found: number): string => {
    let clean = text;
    const seems = (sign: number): boolean => (found & sign) !== 0 || clean !== text;
    if (policy.emails && (found & suspicion.at) !== 0) clean = replaceAddresses(clean, hashEmail);
    if (policy.secrets) {
      if ((found & (suspicion.long | suspicion.assignment)) !== 0 && seems(suspicion.shape)) clean = replaceSecrets(clean);
      if ((found & suspicion.assignment) !== 0) clean = replaceAssigned(clean);
      if (policy.randomWords && (found & suspicion.long) !== 0 && seems(suspicion.mixed)) clean = replaceRandomWords(clean);
    }
    if (policy.addresses !== 'none' && (found & suspicion.address) !== 0) clean = replaceIpAddresses(clean, policy.addresses, hashIp);
    return policy.cards && (found & suspicion.digits) !== 0 ? replaceCards(clean, '[redacted:card]') : clean;
  };

  const cleanText = (text: string): string => {
    if (text.length < shortest) return text;
    const found = suspicionOf(text);
    return found === 0 ? text : cleanSuspicious(text, found);
  };
  const optionalText = (text: string | undefined): string | undefined => (text === undefined ? undefined : cleanText(text));

  const cleanValue = (value: AttributeValue): AttributeValue => {
    if (typeof value === 'string') return cleanText(value);
    if (typeof value === 'number') return policy.cards && value > 3e11 && isCard(String(value)) ? '[redacted:card]' : value;
    if (typeof value !== 'object' || value === null) return value;
    return Array.isArray(value) ? mapList(value as readonly AttributeValue[], cleanValue) : cleanAttributes(value as Attributes);
  };

  /** Under a key that tells of an address: a text that is one and nothing else is one, whatever it looks like. */
  const cleanAddress = (text: string): string =>
    (policy.addresses === 'none' ? undefined : wholeAddress(text, policy.addresses, hashIp)) ?? cleanText(text);

  const keyOf = (text: string): Key => {
    let key = keys.get(text);
    if (key === undefined) {
      const address = policy.addresses !== 'none' && tellsAddress(text);
      key = {
        text,
        clean: cleanText(text),
        telling: policy.secrets && tellsSecret(text),
        kept: kept.has(text),
        value: address ? cleanAddress : cleanText,
        count: 0,
        seen: undefined,
        next: undefined,
      };
      keys.set(text, key);
    }
    return key;
  };

  /** A text that comes again with many signals of a request. */
  const cleanName = (text: string): string => {
    let name = names.get(text);
    if (name === undefined) {
      name = cleanText(text);
      names.set(text, name);
    }
    return name;
  };

  /** Stands before the first key of every map. */
  const noKey = keyOf('');
  const cleanUnder = (key: Key, value: AttributeValue): AttributeValue => {
    if (key.kept) return value;
    if (key.telling && holdsSomething(value)) return '[redacted]';
    if (typeof value !== 'string') return cleanValue(value);
    if (value.length < shortest) return key.value(value);
    if (key.seen !== undefined) return key.seen.get(value, key.value);
    key.count += 1;
    if (key.count === often) key.seen = new SeenValues();
    return key.value(value);
  };
  const rebuild = (attributes: Attributes): Attributes =>
    Object.fromEntries(
      Object.entries(attributes).map(([text, value]) => {
        const key = keyOf(text);
        return [key.clean, cleanUnder(key, value)];
      }),
    );
  const cleanAttributes = (attributes: Attributes): Attributes => {
    let changed: Record<string, AttributeValue> | undefined;
    let before = noKey;
    for (const text in attributes) {
      const value = attributes[text] as AttributeValue;
      const key = before.next?.text === text ? before.next : keyOf(text);
      before.next = key;
      before = key;
      if (key.clean !== text) return rebuild(attributes);
      const clean = cleanUnder(key, value);
      if (clean !== value) {
        changed ??= { ...attributes };
        changed[text] = clean;
      }
    }
    return changed ?? attributes;
  };

  const cleanResource = onceEach((resource: Resource): Resource => {
    const attributes = cleanAttributes(resource.attributes);
    const schemaUrl = optionalText(resource.schemaUrl);
    const same = attributes === resource.attributes && schemaUrl === resource.schemaUrl;
    return same ? resource : { ...resource, attributes, ...(schemaUrl !== undefined && { schemaUrl }) };
  });
  const cleanScope = onceEach((scope: Scope): Scope => {
    const name = cleanText(scope.name);
    const version = optionalText(scope.version);
    const same = name === scope.name && version === scope.version;
    return withAttributes(same ? scope : { ...scope, name, ...(version !== undefined && { version }) });
  });

  const cleanLog = (log: LogSignal): LogSignal => {
    const body = cleanValue(log.body);
    const eventName = optionalText(log.eventName);
    const severityText = optionalText(log.severityText);
    if (body === log.body && eventName === log.eventName && severityText === log.severityText) return log;
    return { ...log, body, ...(eventName !== undefined && { eventName }), ...(severityText !== undefined && { severityText }) };
  };

  const withAttributes = <Item extends { readonly attributes?: Attributes }>(item: Item): Item => {
    const attributes = item.attributes === undefined ? undefined : cleanAttributes(item.attributes);
    return attributes === item.attributes ? item : { ...item, attributes };
  };
  const cleanEvent = (event: SpanEvent): SpanEvent => {
    const name = cleanText(event.name);
    return withAttributes(name === event.name ? event : { ...event, name });
  };
  const cleanLink = (link: SpanLink): SpanLink => {
    const traceState = optionalText(link.traceState);
    return withAttributes(traceState === undefined || traceState === link.traceState ? link : { ...link, traceState });
  };
  const cleanSpan = (span: SpanSignal): SpanSignal => {
    const name = cleanText(span.name);
    const message = optionalText(span.status.message);
    const events = span.events === undefined ? undefined : mapList<SpanEvent>(span.events, cleanEvent);
    const links = span.links === undefined ? undefined : mapList<SpanLink>(span.links, cleanLink);
    const traceState = optionalText(span.traceState);
    const sameTexts = name === span.name && message === span.status.message && traceState === span.traceState;
    if (sameTexts && events === span.events && links === span.links) return span;
    const status = message === undefined ? span.status : { ...span.status, message };
    return { ...span, name, status, ...(traceState !== undefined && { traceState }), ...(events && { events }), ...(links && { links }) };
  };

  const cleanMetric = (metric: MetricSignal): MetricSignal => {
    const exemplars = metric.exemplars === undefined ? undefined : mapList<Exemplar>(metric.exemplars, withAttributes);
    const name = cleanName(metric.name);
    const unit = metric.unit === undefined ? undefined : cleanName(metric.unit);
    const description = metric.description === undefined ? undefined : cleanName(metric.description);
    const sameTexts = name === metric.name && unit === metric.unit && description === metric.description;
    if (sameTexts && exemplars === metric.exemplars) return metric;
    return {
      ...metric,
      name,
      ...(unit !== undefined && { unit }),
      ...(description !== undefined && { description }),
      ...(exemplars && { exemplars }),
    };
  };

  const cleanOwn = (signal: Signal): Signal => {
    switch (signal.kind) {
      case 'log':
        return cleanLog(signal);
      case 'metric':
        return cleanMetric(signal);
      case 'span':
        return cleanSpan(signal);
      case 'event': {
        const message = optionalText(signal.message);
        const severityText = optionalText(signal.severityText);
        const name = cleanText(signal.name);
        if (message === signal.message && severityText === signal.severityText && name === signal.name) return signal;
        return { ...signal, name, ...(message !== undefined && { message }), ...(severityText !== undefined && { severityText }) };
      }
    }
  };

  return (signal) => {
    const own = withAttributes(cleanOwn(signal));
    const resource = cleanResource(signal.resource);
    const scope = signal.scope === undefined ? undefined : cleanScope(signal.scope);
    if (resource === signal.resource && scope === signal.scope) return own;
    return scope === undefined ? { ...own, resource } : { ...own, resource, scope };
  };
};
