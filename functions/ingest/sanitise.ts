/** Keeps secrets and personal data out of the stream. Clean signals come back as the same objects, and cost little more than one look. */
import { createHmac } from 'node:crypto';
import type { Attributes, AttributeValue, Resource, Scope } from '#kernel/resource.ts';
import type { Exemplar, LogSignal, MetricSignal, Signal, SpanEvent, SpanLink, SpanSignal } from '#kernel/signal.ts';
import { isCard, replaceCards } from './payment-card.ts';
import { replaceAddresses } from './personal-data.ts';
import { replaceSecrets } from './secret-shapes.ts';

/** One look that clean text passes: literal beginnings of `secret-shapes.ts`, and thirteen digits with or without gaps. */
const suspicious =
  /AKIA|ASIA|gh[pousr]_|github_pat_|glpat-|xox[abeoprs]-|sk-|[sr]k_live_|eyJ|-----BEGIN |earer |asic |ass(?:w|phrase)|PASSW|[Pp]wd|PWD|ecret|SECRET|oken|TOKEN|[Kk]ey|KEY|\d(?:[ -]?\d){12}/;

/** Attributes whose name says that the value is a secret. */
const tellingKey = /pass(?:word|wd|phrase)|secret|(?:^|[._-])token$|api[._-]?key|authorization|cookie|private[._-]?key|credential/i;

/** Whether a value under a telling name can be a secret: semantic conventions write headers, cookies too, as lists. */
const holdsSomething = (value: AttributeValue): boolean =>
  value !== '' && value !== null && typeof value !== 'boolean' && !(Array.isArray(value) && value.length === 0);

/** Nothing shorter can be a secret we know. */
const shortest = 6;

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

/** A sanitiser for one request. E-mail addresses become `email:<16 hex digits>` by HMAC-SHA256 under `hashKey`, so that equal ones stay equal. */
export const sanitiser = (hashKey: string): Sanitise => {
  const hash = (address: string): string =>
    `email:${createHmac('sha256', hashKey).update(address.toLowerCase()).digest('hex').slice(0, 16)}`;
  const telling = new Map<string, boolean>();
  const resources = new Map<Resource, Resource>();
  const scopes = new Map<Scope, Scope>();

  const cleanText = (text: string): string => {
    if (text.length < shortest) return text;
    const plain = text.includes('@') ? replaceAddresses(text, hash) : text;
    return suspicious.test(plain) ? replaceCards(replaceSecrets(plain), '[redacted:card]') : plain;
  };
  const optionalText = (text: string | undefined): string | undefined => (text === undefined ? undefined : cleanText(text));

  const cleanValue = (value: AttributeValue): AttributeValue => {
    if (typeof value === 'string') return cleanText(value);
    if (typeof value === 'number') return value > 3e11 && isCard(String(value)) ? '[redacted:card]' : value;
    if (typeof value !== 'object' || value === null) return value;
    return Array.isArray(value) ? mapList(value as readonly AttributeValue[], cleanValue) : cleanAttributes(value as Attributes);
  };

  const isTelling = (key: string): boolean => {
    let answer = telling.get(key);
    if (answer === undefined) {
      answer = tellingKey.test(key);
      telling.set(key, answer);
    }
    return answer;
  };

  /** Keys are looked at for what they tell of their value; they themselves stay as they are. */
  const cleanAttributes = (attributes: Attributes): Attributes => {
    let changed: [string, AttributeValue][] | undefined;
    for (const key in attributes) {
      const value = attributes[key] as AttributeValue;
      const cleaned = holdsSomething(value) && isTelling(key) ? '[redacted]' : cleanValue(value);
      if (cleaned !== value) {
        changed ??= [];
        changed.push([key, cleaned]);
      }
    }
    return changed === undefined ? attributes : Object.fromEntries([...Object.entries(attributes), ...changed]);
  };

  const cleanResource = (resource: Resource): Resource => {
    let known = resources.get(resource);
    if (known === undefined) {
      const attributes = cleanAttributes(resource.attributes);
      known = attributes === resource.attributes ? resource : { ...resource, attributes };
      resources.set(resource, known);
    }
    return known;
  };
  const cleanScope = (scope: Scope): Scope => {
    let known = scopes.get(scope);
    if (known === undefined) {
      const attributes = scope.attributes === undefined ? undefined : cleanAttributes(scope.attributes);
      known = attributes === undefined || attributes === scope.attributes ? scope : { ...scope, attributes };
      scopes.set(scope, known);
    }
    return known;
  };

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
  const cleanSpan = (span: SpanSignal): SpanSignal => {
    const name = cleanText(span.name);
    const message = optionalText(span.status.message);
    const events = span.events === undefined ? undefined : mapList<SpanEvent>(span.events, cleanEvent);
    const links = span.links === undefined ? undefined : mapList<SpanLink>(span.links, withAttributes);
    if (name === span.name && message === span.status.message && events === span.events && links === span.links) return span;
    const status = message === undefined ? span.status : { ...span.status, message };
    return { ...span, name, status, ...(events && { events }), ...(links && { links }) };
  };

  const cleanMetric = (metric: MetricSignal): MetricSignal => {
    const exemplars = metric.exemplars === undefined ? undefined : mapList<Exemplar>(metric.exemplars, withAttributes);
    return exemplars === undefined || exemplars === metric.exemplars ? metric : { ...metric, exemplars };
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
        const name = cleanText(signal.name);
        if (message === signal.message && name === signal.name) return signal;
        return { ...signal, name, ...(message !== undefined && { message }) };
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
