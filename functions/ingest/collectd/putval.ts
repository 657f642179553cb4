/** `PUTVAL` lines, the format Command of `write_http` (https://collectd.org/wiki/index.php/Plain_text_protocol#PUTVAL). */
import { ItemRefused } from '#kernel/reading/tally.ts';
import type { MetricData } from '#kernel/signal.ts';
import { type Sample, secondsToNanos, type ValueList } from './value-list.ts';

const pairs: Readonly<Record<string, readonly string[]>> = { if: ['rx', 'tx'], disk: ['read', 'write'], io: ['rx', 'tx'] };

/** Names of data sources that the line does not say, as collectd's types.db has them; numbers where it is another type. */
const namesOf = (type: string, count: number): readonly string[] => {
  if (count === 1) return ['value'];
  if (type === 'load' && count === 3) return ['shortterm', 'midterm', 'longterm'];
  const family = type.slice(0, type.indexOf('_'));
  const known = Object.hasOwn(pairs, family) && type !== 'disk_io_time' ? pairs[family] : undefined;
  return known !== undefined && count === 2 ? known : Array.from({ length: count }, (_, at) => String(at));
};

/** The identifier's end and text; with quotes around it where it holds spaces. */
const identifierAt = (line: string, start: number): readonly [string, number] => {
  if (line[start] !== '"') {
    const end = line.indexOf(' ', start);
    if (end === -1) throw new ItemRefused('a PUTVAL has no values');
    return [line.slice(start, end), end];
  }
  let text = '';
  for (let at = start + 1; at < line.length; at += 1) {
    if (line[at] === '"') return [text, at + 1];
    if (line[at] === '\\') at += 1;
    text += line[at] ?? '';
  }
  throw new ItemRefused('an identifier is not closed by a quote');
};

const splitInstance = (text: string): readonly [string, string] => {
  const dash = text.indexOf('-');
  return dash === -1 ? [text, ''] : [text.slice(0, dash), text.slice(dash + 1)];
};

const dataOf = (text: string): MetricData => {
  if (text === 'U' || text.toLowerCase() === 'nan') return { type: 'none' };
  if (!/^[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?$/.test(text) || !Number.isFinite(Number(text)))
    throw new ItemRefused('a value is not a number');
  return { type: 'gauge', value: Number(text) };
};

const timeOf = (text: string): bigint => {
  if (text === 'N') return 0n;
  const time = /^\d+(?:\.\d+)?$/.test(text) ? secondsToNanos(Number(text)) : undefined;
  if (time === undefined) throw new ItemRefused('the time is not a number of seconds');
  return time;
};

/** Characters a line may have; collectd's own are under 1,000. */
const maxLine = 10_000;

/** The value lists of a line, one a time. ItemRefused where it is none. Counters are gauges: a line does not say what it counts. */
export const putvalLists = (line: string): ValueList[] => {
  if (!line.startsWith('PUTVAL ')) throw new ItemRefused('a line is not a PUTVAL command');
  if (line.length > maxLine) throw new ItemRefused(`a line is longer than ${maxLine} characters`);
  const [identifier, end] = identifierAt(line, 'PUTVAL '.length);
  const [host = '', pluginPart = '', typePart = '', ...more] = identifier.split('/', 4);
  if (host === '' || pluginPart === '' || typePart === '' || more.length > 0)
    throw new ItemRefused('an identifier is not host/plugin/type');
  const [plugin, pluginInstance] = splitInstance(pluginPart);
  const [type, typeInstance] = splitInstance(typePart);
  const lists: ValueList[] = [];
  for (const word of line.slice(end).trim().split(' ')) {
    // Options such as `interval=10` come before the values.
    if (word === '' || word.includes('=')) continue;
    const [time = '', ...values] = word.split(':');
    if (values.length === 0) throw new ItemRefused('a PUTVAL has no values');
    const names = namesOf(type, values.length);
    const samples = values.map((value, at): Sample => ({ name: names[at] as string, data: dataOf(value) }));
    lists.push({ host, plugin, pluginInstance, type, typeInstance, time: timeOf(time), samples });
  }
  if (lists.length === 0) throw new ItemRefused('a PUTVAL has no values');
  return lists;
};
