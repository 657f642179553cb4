/** A metric's line: `name:value:value|type|@rate|#tags|c:container|Tseconds` (https://docs.datadoghq.com/extend/dogstatsd/datagram_shell). */
import { ItemRefused } from '#kernel/reading/tally.ts';
import { secondsOf, sortedTags } from './sections.ts';

const types = ['c', 'g', 'ms', 'h', 'd', 's'] as const;
export type MetricType = (typeof types)[number];

export interface MetricLine {
  readonly name: string;
  readonly type: MetricType;
  /** As they were written; a set's is one, colons and all. */
  readonly values: readonly string[];
  /** Share of what happened that was sent, above 0 up to 1. */
  readonly rate: number;
  /** Sorted. */
  readonly tags: readonly string[];
  readonly container: string;
  /** Nanoseconds since the epoch; 0 where none was given. */
  readonly time: bigint;
}

const typeOf = (text: string | undefined): MetricType => {
  const type = types.find((known) => known === text);
  if (type === undefined) throw new ItemRefused('the type is none of c, g, ms, h, d and s');
  return type;
};

const rateOf = (text: string): number => {
  const rate = /^(?:\d*\.)?\d+(?:[eE]-?\d+)?$/.test(text) ? Number(text) : 0;
  if (!(rate > 0 && rate <= 1)) throw new ItemRefused('the sample rate is not above 0 and up to 1');
  return rate;
};

/** Sections of later versions are passed over. ItemRefused where the line is no metric. */
export const readMetricLine = (line: string): MetricLine => {
  const [head = '', typeText, ...sections] = line.split('|');
  const colon = head.indexOf(':');
  if (colon < 1) throw new ItemRefused('a metric is not name:value|type');
  const type = typeOf(typeText);
  const text = head.slice(colon + 1);
  let rate = 1;
  let tags: readonly string[] = [];
  let container = '';
  let time = 0n;
  for (const section of sections) {
    if (section.startsWith('@')) rate = rateOf(section.slice(1));
    else if (section.startsWith('#')) tags = sortedTags(section.slice(1));
    else if (section.startsWith('c:')) container = section.slice(2);
    else if (section.startsWith('T')) time = secondsOf(section.slice(1));
  }
  return { name: head.slice(0, colon), type, values: type === 's' ? [text] : text.split(':'), rate, tags, container, time };
};
