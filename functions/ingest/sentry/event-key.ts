/** The identity of what an event tells of: the same for each repetition, whatever its numbers and lines are. */
import { idFrom } from '#kernel/fingerprint.ts';
import type { JsonObject } from '#kernel/reading/json.ts';
import { textOf } from './fields.ts';
import { framesOf, placeOf } from './stacktrace.ts';

/** A longer key ends in a hash of the whole. */
const maxLength = 300;

/** Names of bundles hold hashes that change with every build. */
const withoutHashes = (text: string): string => text.replace(/[0-9a-f]{8,}/gi, '#');

const withoutNumbers = (text: string): string => text.replace(/[0-9a-f]{8,}|\d+/gi, '#');

/** The latest call of the application's own code, else the latest. */
const topFrame = (exception: JsonObject): JsonObject | undefined => {
  const frames = framesOf(exception);
  return frames.findLast((frame) => frame['in_app'] === true) ?? frames.at(-1);
};

/** What an event is grouped by where it brings no fingerprint. */
export interface Grouped {
  /** What was thrown, where something was. */
  readonly thrown: JsonObject | undefined;
  /** The route or task, where one is known. */
  readonly culprit: string | undefined;
  /** The message, before its parameters were put in where the client tells. */
  readonly message: string;
}

const ownKey = ({ thrown, culprit, message }: Grouped): string => {
  if (thrown === undefined) return withoutNumbers(message);
  const type = textOf(thrown['type'], 300) ?? withoutNumbers(textOf(thrown['value'], 300) ?? 'unknown');
  const frame = topFrame(thrown);
  if (frame === undefined) return `${type}|${culprit ?? withoutNumbers(message)}`;
  return `${type}|${withoutHashes(placeOf(frame) ?? '?')}|${textOf(frame['function'], 300) ?? '?'}`;
};

/** `{{ default }}` in a fingerprint is Sentry's own grouping, here {@link ownKey}. */
export const eventKey = (project: string, fingerprint: unknown, grouped: Grouped): string => {
  const parts = (Array.isArray(fingerprint) ? fingerprint.slice(0, 50) : []).flatMap((part: unknown) => textOf(part, 1_000) ?? []);
  const given = parts.length === 0 ? ['{{ default }}'] : parts;
  const key = [project, ...given.map((part) => (/^\{\{ {0,3}default {0,3}\}\}$/.test(part) ? ownKey(grouped) : part))].join('|');
  return key.length <= maxLength ? key : `${key.slice(0, maxLength - 21).toWellFormed()}…${idFrom(key)}`;
};
