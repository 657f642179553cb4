/** Stands in for Slack: chat.postMessage and chat.update of its Web API, with its answers and bounds [D: docs.slack.dev/reference/methods], and presses of buttons. */
import { createHmac } from 'node:crypto';
import type { Scheduler } from '../scheduler.ts';
import { jsonResponse, type StandInRequest, type StandInResponse } from './exchange.ts';
import { jsonObject, type ScriptedAnswer, script } from './script.ts';

interface SlackMessageRecord {
  readonly channel: string;
  readonly ts: string;
  /** Of the message whose thread it is in. */
  readonly threadTs?: string;
  /** How often it was changed. */
  readonly updates: number;
  readonly text: string;
  readonly blocks: readonly Readonly<Record<string, unknown>>[];
  /** Of the message's metadata; '' without. */
  readonly key: string;
}

/** What Slack sends when somebody presses a button. */
interface SlackPress {
  readonly body: string;
  readonly headers: Readonly<Record<'content-type' | 'x-slack-request-timestamp' | 'x-slack-signature', string>>;
}

export interface SlackStandIn {
  /** Messages as they now stand, in order of posting. */
  messages(): readonly SlackMessageRecord[];
  /** Keys of all calls that had an effect, in order. */
  keys(): readonly string[];
  script(...answers: readonly ScriptedAnswer[]): void;
  /** A message deleted by somebody in Slack. */
  remove(ts: string): void;
  /** The request Slack would send; throws when the message has no such button. */
  press(press: { readonly ts: string; readonly actionId: string; readonly user: string; readonly signingSecret: string }): SlackPress;
  handle(request: StandInRequest): StandInResponse;
}

const refusal = (error: string): StandInResponse => jsonResponse(200, { ok: false, error });

const objects = (value: unknown): readonly Readonly<Record<string, unknown>>[] =>
  Array.isArray(value) ? value.filter((each) => typeof each === 'object' && each !== null) : [];

/** Why blocks are refused: more than 50, a section's text above 3,000, a button's value above 2,000, plain text above 75 characters. */
const areBlocks = (blocks: readonly Readonly<Record<string, unknown>>[]): boolean =>
  blocks.length <= 50 &&
  blocks.every((block) => {
    const text = Reflect.get(Object(block['text']), 'text');
    const sectionFits = block['type'] !== 'section' || (typeof text === 'string' && text.length > 0 && text.length <= 3_000);
    return sectionFits && objects(block['elements']).every((element) => String(element['value'] ?? '').length <= 2_000);
  });

export const slackStandIn = (scheduler: Pick<Scheduler, 'now'>): SlackStandIn => {
  const messages = new Map<string, SlackMessageRecord>();
  const keys: string[] = [];
  const scripted = script();
  let serial = 0;

  const keyOf = (body: Readonly<Record<string, unknown>>): string =>
    String(Reflect.get(Object(Reflect.get(Object(body['metadata']), 'event_payload')), 'key') ?? '');

  const post = (body: Readonly<Record<string, unknown>>, channel: string): StandInResponse => {
    serial += 1;
    const ts = `${Math.floor(scheduler.now() / 1000)}.${String(serial).padStart(6, '0')}`;
    const thread = body['thread_ts'];
    if (typeof thread === 'string' && !messages.has(thread)) return refusal('thread_not_found');
    const content = { text: String(body['text'] ?? ''), blocks: objects(body['blocks']), key: keyOf(body) };
    messages.set(ts, { channel, ts, updates: 0, ...content, ...(typeof thread === 'string' ? { threadTs: thread } : {}) });
    keys.push(content.key);
    return jsonResponse(200, { ok: true, channel, ts, message: { type: 'message', text: content.text, ts } });
  };

  const update = (body: Readonly<Record<string, unknown>>, channel: string): StandInResponse => {
    const known = messages.get(String(body['ts']));
    if (known === undefined) return refusal('message_not_found');
    const content = { text: String(body['text'] ?? ''), blocks: objects(body['blocks']), key: keyOf(body) };
    messages.set(known.ts, { ...known, ...content, updates: known.updates + 1 });
    keys.push(content.key);
    return jsonResponse(200, { ok: true, channel, ts: known.ts, text: content.text });
  };

  const answer = (request: StandInRequest): StandInResponse => {
    const method = new URL(request.url).pathname.replace('/api/', '');
    if (!/^Bearer xoxb-/.test(request.headers['authorization'] ?? '')) return refusal('invalid_auth');
    const body = jsonObject(request.body);
    if (body === undefined) return refusal('invalid_json');
    const channel = body['channel'];
    if (typeof channel !== 'string' || !/^[CGD][A-Z0-9]+$/.test(channel)) return refusal('channel_not_found');
    if (!areBlocks(objects(body['blocks']))) return refusal('invalid_blocks');
    if (method === 'chat.postMessage') return post(body, channel);
    return method === 'chat.update' ? update(body, channel) : refusal('unknown_method');
  };

  return {
    messages: () => [...messages.values()],
    keys: () => [...keys],
    script: scripted.add,
    remove: (ts) => {
      messages.delete(ts);
    },
    press: ({ ts, actionId, user, signingSecret }) => {
      const elements = messages.get(ts)?.blocks.flatMap((block) => objects(block['elements'])) ?? [];
      const button = elements.find((element) => element['action_id'] === actionId);
      if (button === undefined) throw new Error(`message ${ts} has no button ${actionId}`);
      const seconds = Math.floor(scheduler.now() / 1000);
      const payload = {
        type: 'block_actions',
        user: { id: user, username: user.toLowerCase(), team_id: 'T0LOCAL' },
        container: { type: 'message', message_ts: ts, channel_id: messages.get(ts)?.channel },
        response_url: `https://hooks.slack.com/actions/T0LOCAL/${ts.replace('.', '')}/stand-in`,
        actions: [{ type: 'button', action_id: actionId, value: button['value'], action_ts: `${seconds}.000001` }],
      };
      const body = new URLSearchParams({ payload: JSON.stringify(payload) }).toString();
      const signature = createHmac('sha256', signingSecret).update(`v0:${seconds}:${body}`).digest('hex');
      return {
        body,
        headers: {
          'content-type': 'application/x-www-form-urlencoded',
          'x-slack-request-timestamp': String(seconds),
          'x-slack-signature': `v0=${signature}`,
        },
      };
    },
    handle: (request) => scripted.answer(() => answer(request)),
  };
};
