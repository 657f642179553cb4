/** Sentry's frames as a readable stack trace: latest call first, one line a frame. */

import { readableText } from '#kernel/readable-text.ts';
import type { JsonObject } from '#kernel/reading/json.ts';
import { objectOf, textOf } from './fields.ts';

/** Frames of one exception that are written; of longer stacks (recursion) the middle is left out. */
const maxFrames = 60;

/** Characters of a whole stack trace, causes included. */
const maxLength = 16_000;

/** Oldest call first, as Sentry sends them. */
export const framesOf = (holder: JsonObject): readonly JsonObject[] => {
  const { frames } = objectOf(holder['stacktrace']);
  return Array.isArray(frames) ? frames.slice(-2_000).map(objectOf) : [];
};

/** The file or module of a frame, without a query: bundlers put versions there. */
export const placeOf = (frame: JsonObject): string | undefined =>
  (
    textOf(frame['module'], 300) ??
    textOf(frame['filename'], 300) ??
    textOf(frame['abs_path'], 300) ??
    textOf(frame['package'], 300)
  )?.split('?', 1)[0];

const lineOf = (frame: JsonObject): string => {
  const file = textOf(frame['filename'], 300) ?? textOf(frame['abs_path'], 300) ?? textOf(frame['module'], 300) ?? 'unknown';
  const [line, column] = [textOf(frame['lineno'], 20), textOf(frame['colno'], 20)];
  const place = [file, ...(line === undefined ? [] : [line]), ...(line === undefined || column === undefined ? [] : [column])].join(':');
  return `    at ${readableText(`${textOf(frame['function'], 300) ?? '?'} (${place})`, 700)}`;
};

const linesOf = (frames: readonly JsonObject[]): readonly string[] => {
  const latestFirst = [...frames].reverse();
  if (latestFirst.length <= maxFrames) return latestFirst.map(lineOf);
  const half = maxFrames / 2;
  const left = latestFirst.length - maxFrames;
  return [...latestFirst.slice(0, half).map(lineOf), `    … ${left} frames left out`, ...latestFirst.slice(-half).map(lineOf)];
};

export const titleOf = (exception: JsonObject): string => {
  const parts = [textOf(exception['type'], 300), textOf(exception['value'], 2_000)].filter((part) => part !== undefined);
  return parts.length === 0 ? 'unknown' : parts.join(': ');
};

/** The stack of what was thrown, then of its causes. `chain` has causes first, as Sentry sends it. Undefined where nobody has a frame. */
export const stacktraceOf = (chain: readonly JsonObject[]): string | undefined => {
  if (chain.every((exception) => framesOf(exception).length === 0)) return undefined;
  const text = [...chain.slice(-10)]
    .reverse()
    .flatMap((exception, at) => [`${at === 0 ? '' : 'Caused by: '}${titleOf(exception)}`, ...linesOf(framesOf(exception))])
    .join('\n');
  return text.length <= maxLength ? text : `${text.slice(0, maxLength - 1).toWellFormed()}…`;
};
