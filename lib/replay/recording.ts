/** `recording.jsonl`: requests as agents sent them, one a line, with the time since the recording's start. */
import * as z from 'zod';
import { UsageError } from './usage-error.ts';

const lineSchema = z.strictObject({
  /** Milliseconds since the start. */
  at: z.number().min(0),
  method: z.string().regex(/^[A-Z]+$/),
  path: z.string().startsWith('/'),
  headers: z.record(z.string(), z.string()),
  /** Base64 of the body as it was sent, still compressed. */
  body: z.base64(),
});

/** `at` in milliseconds since the start; the body as it was sent. */
export interface RecordedRequest {
  readonly at: number;
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** The body if its agents' clocks were so many milliseconds ahead; absent where that cannot be told. */
  readonly bodyUnder?: (aheadMs: (agent: string) => number) => Buffer;
}

const parseJson = (line: string, where: string): unknown => {
  try {
    return JSON.parse(line);
  } catch {
    throw new UsageError(`${where}: not JSON`);
  }
};

/** In order of time. UsageError naming file and line for a line that is not a recorded request. */
export const parseRecording = (text: string, file: string): readonly RecordedRequest[] => {
  const requests = text.split('\n').flatMap((line, index) => {
    if (line.trim() === '') return [];
    const where = `${file}:${index + 1}`;
    const parsed = lineSchema.safeParse(parseJson(line, where));
    if (!parsed.success) {
      const [issue] = parsed.error.issues;
      throw new UsageError(`${where}: not a recorded request: ${issue?.path.join('.')} ${issue?.message}`);
    }
    return [{ ...parsed.data, body: Buffer.from(parsed.data.body, 'base64') }];
  });
  if (requests.length === 0) throw new UsageError(`${file}: no requests in it`);
  return requests.sort((a, b) => a.at - b.at);
};
