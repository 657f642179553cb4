/**
 * InfluxDB 2 as its documentation describes it, as far as our adapter needs it: points by line protocol, and the one Flux query it asks. It reads lines
 * with the front door's reader, which knows nothing of the adapter that wrote them.
 */
import { createServer, type IncomingMessage } from 'node:http';
import { gunzipSync } from 'node:zlib';
import { LineReader } from '#functions/ingest/influx/line-reader.ts';
import { listenOnLoopback } from './loopback.ts';

interface Point {
  /** `_measurement`, `_field` and tags. */
  readonly columns: Readonly<Record<string, string>>;
  /** Nanoseconds. */
  readonly time: bigint;
  readonly value: number;
}

interface Answer {
  readonly status: number;
  readonly type?: string;
  readonly body?: string;
}

const refusal = (status: number, code: string, message: string): Answer => ({ status, body: JSON.stringify({ code, message }) });

const bodyOf = async (request: IncomingMessage): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk as Uint8Array));
  const body = Buffer.concat(chunks);
  return request.headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body;
};

/** A Flux text with its `\x` codes. */
const fluxText = /"((?:[^"\\]|\\x[0-9a-f]{2})*)"/;
const readFluxText = (text: string): string =>
  Buffer.from(
    text.replace(/\\x([0-9a-f]{2})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16))),
    'latin1',
  ).toString();

const query = new RegExp(
  [
    `^from\\(bucket: ${fluxText.source}\\)`,
    'range\\(start: (\\S+), stop: (\\S+)\\)',
    'filter\\(fn: \\(r\\) => (.*)\\)',
    'aggregateWindow\\(every: (\\d+)ms, fn: (mean|min|max|sum|count|last), createEmpty: false, timeSrc: "_start"\\)',
    'drop\\(columns: \\["_start", "_stop", "_measurement", "_field"\\]\\)',
    'group\\(\\)',
    'limit\\(n: (\\d+)\\)$',
  ].join(' \\|> '),
);
const condition = new RegExp(`r\\[${fluxText.source}\\] == ${fluxText.source}(?: and |$)`, 'g');

const aggregated: Readonly<Record<string, (points: readonly Point[]) => number>> = {
  mean: (points) => points.reduce((sum, { value }) => sum + value, 0) / points.length,
  sum: (points) => points.reduce((sum, { value }) => sum + value, 0),
  min: (points) => Math.min(...points.map(({ value }) => value)),
  max: (points) => Math.max(...points.map(({ value }) => value)),
  count: (points) => points.length,
  last: (points) => points.reduce((last, each) => (each.time > last.time ? each : last)).value,
};

const csvCell = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

const dropped: ReadonlySet<string> = new Set(['_measurement', '_field']);

/** One table of the points' tags, `_time` and `_value`, in annotated CSV. */
const toCsv = (
  rows: readonly { readonly tags: Readonly<Record<string, string>>; readonly time: number; readonly value: number }[],
): string => {
  if (rows.length === 0) return '\r\n';
  const names = [...new Set(rows.flatMap(({ tags }) => Object.keys(tags)))];
  const lines = [
    ['#datatype', 'string', 'long', 'dateTime:RFC3339', 'double', ...names.map(() => 'string')],
    ['', 'result', 'table', '_time', '_value', ...names],
    ...rows.map(({ tags, time, value }) => [
      '',
      '_result',
      '0',
      new Date(time).toISOString(),
      String(value),
      ...names.map((name) => tags[name] ?? ''),
    ]),
  ];
  return `${lines.map((line) => line.map(csvCell).join(',')).join('\r\n')}\r\n\r\n`;
};

const answerQuery = (points: readonly Point[], bucket: string, flux: string): Answer => {
  const [, from, start = '', stop = '', where = '', every, fn = '', limit] = query.exec(flux) ?? [];
  const conditions = [...where.matchAll(condition)].map(([whole, column = '', text = '']) => ({
    whole,
    column: readFluxText(column),
    text: readFluxText(text),
  }));
  if (from === undefined || readFluxText(from) !== bucket || conditions.map(({ whole }) => whole).join('') !== where)
    return refusal(400, 'invalid', `compilation failed: ${flux}`);
  const [begin, end, step] = [Date.parse(start), Date.parse(stop), Number(every)];
  const found = points
    .map((point) => ({ point, ms: Number(point.time / 1_000_000n) }))
    .filter(({ point, ms }) => ms >= begin && ms < end && conditions.every(({ column, text }) => point.columns[column] === text));
  const windows = Map.groupBy(found, ({ point, ms }) => JSON.stringify([Object.entries(point.columns).sort(), Math.floor(ms / step)]));
  const rows = [...windows.values()].flatMap((inside) => {
    const [first] = inside;
    if (first === undefined) return [];
    const tags = Object.fromEntries(Object.entries(first.point.columns).filter(([column]) => !dropped.has(column)));
    const time = Math.max(begin, Math.floor(first.ms / step) * step);
    return [{ tags, time, value: aggregated[fn]?.(inside.map(({ point }) => point)) ?? Number.NaN }];
  });
  return { status: 200, type: 'text/csv; charset=utf-8', body: toCsv(rows.slice(0, Number(limit))) };
};

/** The points of a body, or the server's refusal of all of it. */
const readPoints = (body: Buffer): readonly Point[] | Answer => {
  const reader = new LineReader(body, 1n);
  const points: Point[] = [];
  for (let found = reader.next(); found !== 'end'; found = reader.next()) {
    if (found === 'flaw') return refusal(400, 'invalid', `unable to parse line ${reader.flawLine}: ${reader.flaw}`);
    const { measurement, time, tagKeys, tagValues, tagCount, fieldKeys, fieldValues, fieldCount } = reader.point;
    const tags = Object.fromEntries(tagKeys.slice(0, tagCount).map((key, at) => [key, tagValues[at] ?? '']));
    for (const [at, field] of fieldKeys.slice(0, fieldCount).entries())
      points.push({ columns: { ...tags, _measurement: measurement, _field: field }, time, value: Number(fieldValues[at]) });
  }
  return points;
};

/** Listens on 127.0.0.1. */
export const startInfluxServer = async ({
  token,
  org,
  bucket,
}: {
  readonly token: string;
  readonly org: string;
  readonly bucket: string;
}) => {
  const points = new Map<string, Point>();
  const write = (body: Buffer): Answer => {
    const read = readPoints(body);
    if ('status' in read) return read;
    for (const point of read) points.set(JSON.stringify([Object.entries(point.columns).sort(), String(point.time)]), point);
    return { status: 204 };
  };
  const answer = async (request: IncomingMessage): Promise<Answer> => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
    if (request.headers.authorization !== `Token ${token}`) return refusal(401, 'unauthorized', 'unauthorized access');
    if (searchParams.get('org') !== org) return refusal(404, 'not found', 'organization not found');
    const body = await bodyOf(request);
    if (pathname === '/api/v2/query')
      return answerQuery([...points.values()], bucket, (JSON.parse(body.toString()) as { query: string }).query);
    if (pathname !== '/api/v2/write') return refusal(404, 'not found', 'path not found');
    if (searchParams.get('bucket') !== bucket || searchParams.get('precision') !== 'ns')
      return refusal(404, 'not found', 'bucket not found');
    return write(body);
  };
  const server = createServer(async (request, response) => {
    const { status, type = 'application/json', body } = await answer(request);
    response.writeHead(status, { 'content-type': type }).end(body);
  });
  return listenOnLoopback(server);
};
