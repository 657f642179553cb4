/** Answers what a function sees of its surroundings, so that tests can look. */
import { randomBytes, randomUUID } from 'node:crypto';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';

const modes: Readonly<Record<string, () => unknown>> = {
  time: () => ({ now: Date.now(), iso: new Date().toISOString() }),
  random: () => [randomUUID(), randomBytes(8).toString('hex'), Math.random(), globalThis.crypto.randomUUID()],
  environment: () => ({ ...process.env }),
  throw: () => {
    throw new TypeError('thrown on purpose');
  },
  exit: () => process.exit(1),
  hang: () => new Promise(() => {}),
  fill: () => {
    const kept: number[][] = [];
    for (;;) kept.push(Array.from({ length: 100_000 }, (_, at) => at + Math.random()));
  },
  plain: () => 'plain',
  hoard: async () => {
    const kept: Buffer[] = [];
    for (let megabytes = 0; megabytes < 300; megabytes += 10) kept.push(Buffer.alloc(10 * 1024 * 1024, 1));
    const response = await fetch('https://hooks.example.com/message', { method: 'POST', body: '{}' });
    return `${response.status} ${kept.length}`;
  },
  waste: async () => {
    let last = 0;
    for (let megabytes = 0; megabytes < 600; megabytes += 10) last = Buffer.alloc(10 * 1024 * 1024, 1).length;
    return String(last);
  },
  sleep: async () => {
    const before = Date.now();
    await new Promise((resolve) => setTimeout(resolve, 250));
    return Date.now() - before;
  },
  fetch: async () => {
    const response = await fetch('https://hooks.example.com/message?x=1', {
      method: 'POST',
      body: '{"a":1}',
      headers: { 'content-type': 'application/json' },
    });
    return { statusCode: 200, body: String(response.status) };
  },
};

export const handler = async (event: APIGatewayProxyEventV2) => {
  // As large an answer as is asked for: quotes and backslashes would count twice.
  const length = Number(event.queryStringParameters?.['length'] ?? 0);
  if (length > 0) return 'x'.repeat(length);
  const mode = event.queryStringParameters?.['mode'];
  if (mode === undefined) return { statusCode: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify(event) };
  console.log(`probe ${mode}`);
  return modes[mode]?.();
};
