/** The shared folder's payloads of real clients and of other projects' fixtures. Absent on a machine that has only this project. */
import { existsSync, readFileSync } from 'node:fs';
import { describe } from 'vitest';
import type { IngestRequest } from '#functions/ingest/ingest.ts';

/** One file of the index. `note` says where a capture was taken, path and query included. */
export interface Payload {
  readonly path: string;
  readonly headersPath?: string;
  readonly protocol: string;
  readonly contentType: string;
  readonly contentEncoding: string | null;
  readonly valid: boolean;
  readonly note: string;
}

const root = new URL('../../../shared/data/payloads/', import.meta.url);
const index = new URL('INDEX.json', root);
const present = existsSync(index);
const all = present ? (JSON.parse(readFileSync(index, 'utf8')) as readonly Payload[]) : [];

export const payloadsOf = (...protocols: readonly string[]): readonly Payload[] =>
  all.filter(({ protocol }) => protocols.includes(protocol));

/** The protocols that have payloads in the index. */
export const protocolsOfIndex = (): readonly string[] => [...new Set(all.map(({ protocol }) => protocol))];

export const payloadBody = ({ path }: Payload): Buffer => readFileSync(new URL(path, root));

/** What a client sent with it: the captured headers, and those the index knows. */
const headersOf = ({ contentType, contentEncoding, headersPath }: Payload): Record<string, string> => {
  const headers: Record<string, string> = { 'content-type': contentType };
  if (contentEncoding !== null) headers['content-encoding'] = contentEncoding;
  if (headersPath !== undefined) {
    const saved = JSON.parse(readFileSync(new URL(headersPath, root), 'utf8')) as { headers: Record<string, string> };
    for (const [name, value] of Object.entries(saved.headers)) headers[name.toLowerCase()] = value;
  }
  return headers;
};

/** The payload as a request to a path. */
export const payloadRequest = (payload: Payload, path: string, query: Readonly<Record<string, string>> = {}): IngestRequest => ({
  id: payload.path,
  method: 'POST',
  path,
  headers: headersOf(payload),
  query,
  body: payloadBody(payload),
});

/** A suite over the shared payloads; where they are absent it is skipped, and its name says so. */
export const describePayloads = (name: string, suite: () => void): void => {
  describe.skipIf(!present)(`${name} payloads of ../shared/data${present ? '' : ' (skipped: the folder is absent)'}`, suite);
};
