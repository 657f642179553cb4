/** A saved event of `events/<component>/<case>/`: one request, made of `input.*` and, where the file cannot say it, `request.json`. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import type { RecordedRequest } from './recording.ts';
import { UsageError } from './usage-error.ts';

const requestSchema = z.looseObject({
  method: z.string().default('POST'),
  path: z.string().startsWith('/').optional(),
  headers: z.record(z.string(), z.string()).default({}),
});

/** Where OTLP/JSON goes, by the key at its top. */
const otlpPaths: Readonly<Record<string, string>> = {
  resourceLogs: '/v1/logs',
  resourceMetrics: '/v1/metrics',
  resourceSpans: '/v1/traces',
};

const contentTypes: Readonly<Record<string, string>> = {
  json: 'application/json',
  pb: 'application/x-protobuf',
  bin: 'application/x-protobuf',
  binpb: 'application/x-protobuf',
};

const inputOf = (folder: string): string | undefined => readdirSync(folder).find((name) => name.startsWith('input.'));

export const isCaseFolder = (folder: string): boolean => inputOf(folder) !== undefined;

const pathFromJson = (body: Buffer): string | undefined => {
  try {
    const value: unknown = JSON.parse(body.toString('utf8'));
    const keys = typeof value === 'object' && value !== null ? Object.keys(value) : [];
    return keys.map((key) => otlpPaths[key]).find((path) => path !== undefined);
  } catch {
    return undefined;
  }
};

const describedRequest = (folder: string) => {
  const file = join(folder, 'request.json');
  if (!existsSync(file)) return requestSchema.parse({});
  try {
    return requestSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    throw new UsageError(`${file}: not a request (method, path, headers)`);
  }
};

/** The request a case stands for, sent at `at`. UsageError when nothing says which path it belongs to. */
export const readCase = (folder: string, at: number): RecordedRequest => {
  const input = inputOf(folder);
  if (input === undefined) throw new UsageError(`${folder}: no input.* in it`);
  const body = readFileSync(join(folder, input));
  const { method, path, headers } = describedRequest(folder);
  const target = path ?? pathFromJson(body);
  if (target === undefined) throw new UsageError(`${join(folder, input)}: nothing says where to send it; add request.json with its path`);
  const contentType = contentTypes[input.split('.')[1] ?? ''] ?? 'application/octet-stream';
  return { at, method, path: target, headers: { 'content-type': contentType, ...headers }, body };
};
