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
  const mode = event.queryStringParameters?.['mode'];
  if (mode === undefined) return { statusCode: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify(event) };
  console.log(`probe ${mode}`);
  return modes[mode]?.();
};
