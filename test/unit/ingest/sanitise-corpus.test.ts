/** Planted secrets do not survive ingest, wherever they stand; what only looks like one does. */
import { describe, expect, it } from 'vitest';
import { type IngestPorts, ingest } from '#functions/ingest/ingest.ts';
import { prepare } from '#functions/ingest/prepare.ts';
import { createProcessors } from '#functions/ingest/processors/process.ts';
import { processorsSchema } from '#kernel/policy/processors.ts';
import type { Signal } from '#kernel/signal.ts';
import { bodyText, post, pretendPorts } from './ingest-support.ts';
import { drawFrom } from './sanitise-corpus/draw.ts';
import { lookAlikes } from './sanitise-corpus/look-alikes.ts';
import { type Planted, plantedSecrets, tellingAttributes } from './sanitise-corpus/secrets.ts';

const planted = plantedSecrets(drawFrom(1));
const alike = lookAlikes(drawFrom(2));

const value = (text: string) => ({ stringValue: text });
const attribute = (key: string, text: string) => ({ key, value: value(text) });
const ids = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16) };
const times = { startTimeUnixNano: '5', endTimeUnixNano: '9' };

/** Requests that hold a text in every place a client can put one. */
const carriers: Readonly<Record<string, (text: string) => readonly [path: string, body: unknown]>> = {
  'a log line': (text) => ['/v1/logs', { resourceLogs: [{ scopeLogs: [{ logRecords: [{ body: value(text) }] }] }] }],
  'a nested body': (text) => [
    '/v1/logs',
    {
      resourceLogs: [
        {
          scopeLogs: [
            { logRecords: [{ body: { kvlistValue: { values: [{ key: 'list', value: { arrayValue: { values: [value(text)] } } }] } } }] },
          ],
        },
      ],
    },
  ],
  'an attribute': (text) => [
    '/v1/logs',
    { resourceLogs: [{ scopeLogs: [{ logRecords: [{ attributes: [attribute('detail', text)] }] }] }] },
  ],
  'an attribute key': (text) => ['/v1/logs', { resourceLogs: [{ scopeLogs: [{ logRecords: [{ attributes: [attribute(text, 'x')] }] }] }] }],
  'a resource attribute': (text) => [
    '/v1/logs',
    {
      resourceLogs: [
        { resource: { attributes: [attribute('process.command_line', text)] }, scopeLogs: [{ logRecords: [{ body: value('x') }] }] },
      ],
    },
  ],
  'a scope': (text) => [
    '/v1/logs',
    { resourceLogs: [{ scopeLogs: [{ scope: { name: text, version: text }, logRecords: [{ body: value('x') }] }] }] },
  ],
  'a span name and status': (text) => [
    '/v1/traces',
    { resourceSpans: [{ scopeSpans: [{ spans: [{ ...ids, ...times, name: text, status: { code: 2, message: text } }] }] }] },
  ],
  'a span event': (text) => [
    '/v1/traces',
    {
      resourceSpans: [
        {
          scopeSpans: [
            {
              spans: [
                {
                  ...ids,
                  ...times,
                  name: 'x',
                  events: [{ timeUnixNano: '6', name: text, attributes: [attribute('exception.message', text)] }],
                },
              ],
            },
          ],
        },
      ],
    },
  ],
  'a span link': (text) => [
    '/v1/traces',
    {
      resourceSpans: [
        { scopeSpans: [{ spans: [{ ...ids, ...times, name: 'x', links: [{ ...ids, attributes: [attribute('why', text)] }] }] }] },
      ],
    },
  ],
  'an exemplar': (text) => [
    '/v1/metrics',
    {
      resourceMetrics: [
        {
          scopeMetrics: [
            {
              metrics: [
                {
                  name: 'm',
                  gauge: {
                    dataPoints: [
                      {
                        timeUnixNano: '5',
                        asInt: '1',
                        attributes: [attribute('label', text)],
                        exemplars: [{ timeUnixNano: '5', asInt: '1', filteredAttributes: [attribute('why', text)] }],
                      },
                    ],
                  },
                },
              ],
            },
          ],
        },
      ],
    },
  ],
  'a description': (text) => [
    '/v1/metrics',
    {
      resourceMetrics: [
        { scopeMetrics: [{ metrics: [{ name: 'm', description: text, gauge: { dataPoints: [{ timeUnixNano: '5', asInt: '1' }] } }] }] },
      ],
    },
  ],
};

/** Everything that leaves ingest for one request: frames as bytes and as signals, lines of its log, its report, its answer. */
const taken = async ([path, body]: readonly [string, unknown]): Promise<{ readonly text: string; readonly signals: readonly Signal[] }> => {
  const lines: unknown[] = [];
  const say = (message: string, detail?: object): void => void lines.push([message, detail]);
  const pretend = pretendPorts();
  const ports: IngestPorts = { ...pretend, log: { info: say, warn: say, error: say } };
  const { answer, report } = await ingest(post(path, JSON.stringify(body)), ports);
  expect(report.produced).toBe(1);
  const signals = pretend.signals();
  const text = JSON.stringify([signals, lines, report, bodyText(answer.body), answer.headers], (_, each: unknown) =>
    typeof each === 'bigint' ? String(each) : each,
  );
  return { text: text + pretend.frames.map(({ data, partition }) => Buffer.from(data).toString('latin1') + partition).join(), signals };
};

/** Parts of a secret that would give it away: of a webhook its last part, of a whole one itself. */
const givesAway = ({ secret }: Planted, text: string): boolean => {
  const escaped = JSON.stringify(secret).slice(1, -1);
  return text.includes(secret) || text.includes(escaped);
};

it('is large enough to mean something', () => {
  expect(planted.length).toBeGreaterThanOrEqual(300);
  expect(alike.length).toBeGreaterThanOrEqual(500);
  expect(new Set(planted.map(({ secret }) => secret)).size).toBe(planted.length);
});

describe('a planted secret', () => {
  it('would be found if it survived', () => {
    const off = createProcessors({
      ...processorsSchema.parse({}),
      sanitise: { emails: false, addresses: 'none', cards: false, secrets: false, randomWords: false, keep: [] },
    });
    for (const each of planted) {
      const [signal] = prepare(
        [{ kind: 'log', timeUnixNano: 1n, resource: { attributes: {} }, attributes: {}, severityNumber: 0, body: each.text }],
        1,
        'key',
        off,
      ).signals;
      expect(givesAway(each, JSON.stringify(signal?.kind === 'log' && signal.body)), each.kind).toBe(true);
    }
  });

  it.for(Object.entries(carriers))('does not survive in %s', async ([, carrier]) => {
    const survivors: string[] = [];
    for (const each of planted) {
      const { text } = await taken(carrier(each.text));
      if (givesAway(each, text)) survivors.push(`${each.kind}: ${each.text.slice(0, 160)}`);
    }
    expect(survivors).toEqual([]);
  });

  it.for(tellingAttributes)('does not survive under the attribute %s', async (name) => {
    const { text } = await taken([
      '/v1/logs',
      { resourceLogs: [{ scopeLogs: [{ logRecords: [{ attributes: [attribute(name, 'tr0ub4dor')] }] }] }] },
    ]);
    expect(text).not.toContain('tr0ub4dor');
  });

  it.for([
    'client.address',
    'source.address',
    'net.peer.ip',
    'net.sock.peer.addr',
    'http.client_ip',
    'network.peer.address',
    'x-forwarded-for',
  ])('does not survive as an address under the attribute %s', async (name) => {
    for (const address of ['81.2.69.142', '2a02:8071:1b2::5', '::ffff:81.2.69.142', '81.2.69.142:4711']) {
      const { text } = await taken([
        '/v1/logs',
        { resourceLogs: [{ scopeLogs: [{ logRecords: [{ attributes: [attribute(name, address)] }] }] }] },
      ]);
      expect(text).not.toContain(address);
      expect(text).toMatch(/ip:[0-9a-f]{16}/);
    }
  });
});

describe('what only looks like a secret', () => {
  it('reaches the stream as it was sent, but for one in a hundred', async () => {
    const redacted: string[] = [];
    for (const { kind, text } of alike) {
      const { signals } = await taken([
        '/v1/logs',
        { resourceLogs: [{ scopeLogs: [{ logRecords: [{ body: value(text), attributes: [attribute('note', text)] }] }] }] },
      ]);
      const [signal] = signals;
      if (signal?.kind !== 'log' || signal.body !== text || signal.attributes['note'] !== text)
        redacted.push(`${kind}: ${text} -> ${JSON.stringify(signal?.kind === 'log' && signal.body)}`);
    }
    expect(redacted.length, redacted.join('\n')).toBeLessThan(alike.length / 100);
  });

  it.for([
    'k8s.secret.name',
    'gen_ai.usage.output_tokens',
    'token.type',
    'db.partition_key',
    'aws.secretsmanager.secret.arn',
    'session.id',
  ])('keeps the value of the attribute %s', async (name) => {
    const { text } = await taken([
      '/v1/logs',
      { resourceLogs: [{ scopeLogs: [{ logRecords: [{ attributes: [attribute(name, 'plain-value')] }] }] }] },
    ]);
    expect(text).toContain('plain-value');
  });
});
