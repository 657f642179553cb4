/** The saved events of a receiver: `events/<id>/<case>/input.json` with the request, `expected.json` with what becomes of it. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import type { IngestRequest } from '#functions/ingest/ingest.ts';

const root = new URL('../../events/', import.meta.url);

interface SavedRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  /** The body, as one of: JSON, text, or base64. */
  readonly json?: unknown;
  readonly text?: string;
  readonly base64?: string;
}

export interface SavedEvent {
  readonly name: string;
  readonly request: IngestRequest;
}

const bodyOf = ({ json, text, base64 }: SavedRequest): Buffer =>
  json === undefined ? Buffer.from(text ?? base64 ?? '', text === undefined ? 'base64' : 'utf8') : Buffer.from(JSON.stringify(json));

/** The cases of a receiver, by name; none where it has no folder. */
export const savedEvents = (receiver: string): readonly SavedEvent[] => {
  const folder = new URL(`${receiver}/`, root);
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .sort()
    .map((name) => {
      const saved = JSON.parse(readFileSync(new URL(`${name}/input.json`, folder), 'utf8')) as SavedRequest;
      const { method, path, headers, query = {} } = saved;
      return { name, request: { id: `${receiver}/${name}`, method, path, headers, query, body: bodyOf(saved) } };
    });
};

/** What a case must come to. With UPDATE_EVENTS=1 the file is written anew: read the diff. */
export const expectedOf = (receiver: string, name: string, actual: unknown): unknown => {
  const file = new URL(`${receiver}/${name}/expected.json`, root);
  if (process.env['UPDATE_EVENTS'] === '1') writeFileSync(file, `${JSON.stringify(actual, undefined, 2)}\n`);
  return JSON.parse(readFileSync(file, 'utf8')) as unknown;
};

/** Signals and answers as JSON holds them: nanoseconds as their digits, awkward doubles as words. */
export const asJson = (value: unknown): unknown =>
  JSON.parse(
    JSON.stringify(value, (_, item: unknown) =>
      typeof item === 'bigint' || (typeof item === 'number' && !Number.isFinite(item)) ? String(item) : item,
    ),
  ) as unknown;

export const gzipped = (request: IngestRequest): IngestRequest => ({
  ...request,
  headers: { ...request.headers, 'content-encoding': 'gzip' },
  body: gzipSync(request.body),
});
