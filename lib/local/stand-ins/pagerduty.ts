/** Stands in for PagerDuty's Events API v2: checks an event as it does, and keeps one alert per deduplication key [D: developer.pagerduty.com]. */
import { jsonResponse, type StandInRequest, type StandInResponse } from './exchange.ts';
import { jsonObject, type ScriptedAnswer, script } from './script.ts';

interface PagerdutyAlert {
  readonly dedupKey: string;
  readonly status: 'triggered' | 'acknowledged' | 'resolved';
  readonly severity: string;
  readonly summary: string;
  /** Events taken under this key, in order: `trigger`, `acknowledge`, `resolve`. */
  readonly events: readonly string[];
}

export interface PagerdutyStandIn {
  alerts(): readonly PagerdutyAlert[];
  /** Deduplication keys of all events taken, in order. */
  keys(): readonly string[];
  script(...answers: readonly ScriptedAnswer[]): void;
  handle(request: StandInRequest): StandInResponse;
}

const severities = ['critical', 'error', 'warning', 'info'];
const statuses = { trigger: 'triggered', acknowledge: 'acknowledged', resolve: 'resolved' } as const;

const isAction = (action: unknown): action is keyof typeof statuses => typeof action === 'string' && Object.hasOwn(statuses, action);

const textOf = (object: object, name: string): string => {
  const value: unknown = Reflect.get(object, name);
  return typeof value === 'string' ? value : '';
};

const mistakes = (event: Readonly<Record<string, unknown>>): readonly string[] => {
  const payload = Object(event['payload']);
  const of = (wrong: boolean, text: string) => (wrong ? [text] : []);
  return [
    ...of(!/^[A-Za-z0-9]{32}$/.test(textOf(event, 'routing_key')), "'routing_key' is invalid"),
    ...of(
      !isAction(event['event_action']),
      "'event_action' is invalid (must be one of the following: 'trigger', 'acknowledge' or 'resolve')",
    ),
    ...of(textOf(event, 'dedup_key').length > 255, "'dedup_key' is too long"),
    ...of(event['event_action'] !== 'trigger' && textOf(event, 'dedup_key') === '', "'dedup_key' is missing"),
    ...(event['event_action'] === 'trigger'
      ? [
          ...of(textOf(payload, 'summary') === '' || textOf(payload, 'summary').length > 1_024, "'payload.summary' is missing or too long"),
          ...of(textOf(payload, 'source') === '', "'payload.source' is missing or blank"),
          ...of(!severities.includes(textOf(payload, 'severity')), "'payload.severity' is invalid"),
        ]
      : []),
  ];
};

export const pagerdutyStandIn = (): PagerdutyStandIn => {
  const alerts = new Map<string, PagerdutyAlert>();
  const keys: string[] = [];
  const scripted = script();

  const take = (event: Readonly<Record<string, unknown>>, action: keyof typeof statuses): StandInResponse => {
    const payload = Object(event['payload']);
    const dedupKey = textOf(event, 'dedup_key') || `generated-${keys.length + 1}`;
    keys.push(dedupKey);
    const known = alerts.get(dedupKey);
    const open = known !== undefined && known.status !== 'resolved' ? known : undefined;
    // An acknowledgement or resolution of what is not open has no effect.
    if (action === 'trigger' || open !== undefined) {
      alerts.set(dedupKey, {
        dedupKey,
        status: action === 'trigger' ? (open?.status ?? 'triggered') : statuses[action],
        severity: textOf(payload, 'severity') || (open?.severity ?? ''),
        summary: textOf(payload, 'summary') || (open?.summary ?? ''),
        events: [...(known?.events ?? []), action],
      });
    }
    return jsonResponse(202, { status: 'success', message: 'Event processed', dedup_key: dedupKey });
  };

  const answer = (request: StandInRequest): StandInResponse => {
    const event = jsonObject(request.body);
    if (event === undefined) return jsonResponse(400, { status: 'invalid event', message: 'Invalid JSON', errors: [] });
    const errors = mistakes(event);
    const action = event['event_action'];
    if (errors.length > 0 || !isAction(action))
      return jsonResponse(400, { status: 'invalid event', message: 'Event object is invalid', errors });
    return take(event, action);
  };

  return {
    alerts: () => [...alerts.values()],
    keys: () => [...keys],
    script: scripted.add,
    handle: (request) => scripted.answer(() => answer(request)),
  };
};
