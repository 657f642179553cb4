/** A saved event of a receiver, `events/<component>/<case>/input.json`: one request and its body. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import type { RecordedRequest } from './recording.ts';
import { UsageError } from './usage-error.ts';

const requestSchema = z.object({
  method: z.string(),
  path: z.string().startsWith('/'),
  headers: z.record(z.string(), z.string()).default({}),
  query: z.record(z.string(), z.string()).default({}),
  /** The body, as one of: JSON, text, or base64. */
  json: z.unknown().optional(),
  text: z.string().optional(),
  base64: z.base64().optional(),
});

const inputOf = (folder: string): string => join(folder, 'input.json');

/** Whether a folder holds a saved event. */
export const isCaseFolder = (folder: string): boolean => existsSync(inputOf(folder));

const bodyOf = ({ json, text, base64 }: z.infer<typeof requestSchema>): Buffer => {
  if (json !== undefined) return Buffer.from(JSON.stringify(json));
  return text === undefined ? Buffer.from(base64 ?? '', 'base64') : Buffer.from(text);
};

const parse = (file: string): unknown => {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    throw new UsageError(`${file}: not JSON`);
  }
};

/** The request a case stands for, sent at `at`. UsageError when it is no request: stages have cases of their own kind. */
export const readCase = (folder: string, at: number): RecordedRequest => {
  const file = inputOf(folder);
  const request = requestSchema.safeParse(parse(file));
  if (!request.success) throw new UsageError(`${file}: not a request (method, path, headers, body); only receivers' cases can be replayed`);
  const { method, path, headers, query } = request.data;
  const search = new URLSearchParams(query).toString();
  return { at, method, path: search === '' ? path : `${path}?${search}`, headers, body: bodyOf(request.data) };
};
