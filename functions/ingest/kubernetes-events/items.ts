/** Finds the Events in what was posted: one, a list, a watch's envelopes, or any of these one after another. */
import { checkJsonSize, isObject, type JsonObject, parseJsonText } from '#kernel/reading/json.ts';
import { jsonTexts } from '#kernel/reading/json-sequence.ts';
import { ItemRefused, malformed, type Tally, tallied } from '#kernel/reading/tally.ts';

/** What watches say beside objects: BOOKMARK marks a place; DELETED tells that the API server forgot an Event, by default an hour after it last happened. */
const saysNothing: ReadonlySet<unknown> = new Set(['BOOKMARK', 'DELETED']);

/** Hands each Event to `event`, or refuses it in the tally. */
export const eachEvent = (body: Uint8Array, tally: Tally, part: () => void, event: (object: JsonObject) => void): void => {
  const single = (value: unknown): void => {
    part();
    tallied(tally, () => {
      if (!isObject(value)) throw new ItemRefused('an Event is an object');
      if (!isObject(value['object']) || typeof value['type'] !== 'string') return event(value);
      // A watch's envelope: {type, object}.
      if (saysNothing.has(value['type'])) return;
      if (value['type'] === 'ERROR') throw new ItemRefused('the watch says ERROR, which is not an Event');
      event(value['object']);
    });
  };
  const any = (value: unknown): void => {
    if (Array.isArray(value)) value.forEach(single);
    else if (isObject(value) && Array.isArray(value['items'])) value['items'].forEach(single);
    else single(value);
  };
  checkJsonSize(body);
  let empty = true;
  for (const text of jsonTexts(body)) {
    empty = false;
    any(parseJsonText(text));
  }
  if (empty) throw malformed('The body is empty; post Events as JSON.');
};
