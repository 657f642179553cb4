/** Stands in for a Teams workflow "When a Teams webhook request is received": takes one Adaptive Card a message [D: learn.microsoft.com]. */
import { jsonResponse, type StandInRequest, type StandInResponse } from './exchange.ts';
import { jsonObject, type ScriptedAnswer, script } from './script.ts';

interface TeamsCardRecord {
  readonly key: string;
  /** Texts of the card's text blocks, in order. */
  readonly texts: readonly string[];
  /** Titles of its buttons. */
  readonly actions: readonly string[];
}

export interface TeamsStandIn {
  cards(): readonly TeamsCardRecord[];
  script(...answers: readonly ScriptedAnswer[]): void;
  handle(request: StandInRequest): StandInResponse;
}

/** Bytes of a message [D: incoming webhooks, 28 KB]. */
const largest = 28 * 1024;

const list = (value: unknown): readonly object[] =>
  Array.isArray(value) ? value.filter((each) => typeof each === 'object' && each !== null) : [];
const textsOf = (objects: readonly object[], name: string): readonly string[] =>
  objects.flatMap((each) => {
    const text: unknown = Reflect.get(each, name);
    return typeof text === 'string' ? [text] : [];
  });

export const teamsStandIn = (): TeamsStandIn => {
  const cards: TeamsCardRecord[] = [];
  const scripted = script();
  const answer = (request: StandInRequest): StandInResponse => {
    if (Buffer.byteLength(request.body) > largest) return jsonResponse(413, { error: 'too large' });
    const body = jsonObject(request.body);
    const [attachment] = list(body?.['attachments']);
    const card = Object(attachment === undefined ? undefined : Reflect.get(attachment, 'content'));
    const isCard =
      body?.['type'] === 'message' &&
      Reflect.get(Object(attachment), 'contentType') === 'application/vnd.microsoft.card.adaptive' &&
      Reflect.get(card, 'type') === 'AdaptiveCard';
    if (!isCard) return jsonResponse(400, { error: { code: 'TriggerInputSchemaMismatch' } });
    cards.push({
      key: request.headers['idempotency-key'] ?? '',
      texts: textsOf(list(Reflect.get(card, 'body')), 'text'),
      actions: textsOf(list(Reflect.get(card, 'actions')), 'title'),
    });
    return { status: 202, headers: {}, body: '' };
  };
  return { cards: () => [...cards], script: scripted.add, handle: (request) => scripted.answer(() => answer(request)) };
};
