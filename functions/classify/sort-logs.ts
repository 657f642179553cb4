/** Gives every log of a frame its kind: most are known without any I/O, for the others `knowledge` is asked once a frame. */
import { isKeptFromModels } from '#kernel/compliance.ts';
import type { Frame } from '#kernel/frame.ts';
import { onceEach } from '#kernel/once-each.ts';
import type { Resource } from '#kernel/resource.ts';
import type { LogSignal } from '#kernel/signal.ts';
import type { Sighting } from './burst.ts';
import { maskMessage } from './mask.ts';
import { messageOf } from './message.ts';
import type { Kinds, Met } from './mining/kinds.ts';
import { serviceKey } from './question.ts';

/** A log and its kind. */
export interface SortedLog {
  readonly signal: LogSignal;
  /** Its place in the frame. */
  readonly index: number;
  readonly text: string;
  readonly masked: string;
  /** The level that the text itself names; 0 where it names none. */
  readonly levelInText: number;
  readonly service: string;
  readonly clusterId: string;
  /** What else of its text the verdict rests on. */
  readonly mark: string;
}

/** A log whose kind this worker had not met. */
export interface Stranger extends SortedLog, Met {}

type Unsorted = Omit<SortedLog, 'clusterId' | 'mark'>;

/** The logs of a frame in order, and the first of each kind that was met for the first time. */
export const sortLogs = async (
  kinds: Kinds,
  frame: Frame,
): Promise<{ readonly logs: readonly SortedLog[]; readonly strangers: readonly Stranger[] }> => {
  const serviceOf = onceEach((resource: Resource) => serviceKey(resource.attributes));
  const logs: (Unsorted & { clusterId: string; mark: string })[] = [];
  const firsts = new Map<string, Unsorted>();
  frame.signals.forEach((signal, index) => {
    if (signal.kind !== 'log') return;
    const { text, severityNumber: levelInText } = messageOf(signal);
    const masked = maskMessage(text);
    const service = serviceOf(signal.resource);
    const known = kinds.known(service, masked);
    const log = { signal, index, text, masked, levelInText, service, clusterId: known?.id ?? '', mark: known?.mark ?? '' };
    logs.push(log);
    if (known === undefined && !firsts.has(`${service} ${masked}`)) firsts.set(`${service} ${masked}`, log);
  });
  if (firsts.size === 0) return { logs, strangers: [] };
  const met = await kinds.learn([...firsts.values()]);
  const metOf = new Map([...firsts.keys()].map((key, at) => [key, met[at]]));
  for (const log of logs)
    if (log.clusterId === '') {
      const { id = '', mark = '' } = metOf.get(`${log.service} ${log.masked}`) ?? {};
      log.clusterId = id;
      log.mark = mark;
    }
  const strangers = [...firsts.values()].flatMap((log, at) => {
    const one = met[at];
    return one === undefined ? [] : [{ ...log, ...one, clusterId: one.id }];
  });
  return { logs, strangers };
};

/** What was met for the first time, by service. */
export const sightingsOf = (strangers: readonly Stranger[]): readonly Sighting[] => {
  const byService = Map.groupBy(strangers, ({ service }) => service);
  return [...byService].map(([service, met]) => {
    const minted = met.filter((one) => one.minted);
    const shown = minted[0] ?? met[0];
    return {
      service,
      resource: shown?.signal.resource.attributes ?? {},
      minted: minted.length,
      found: met.length - minted.length,
      indexes: minted.map(({ index }) => index),
      sample: shown?.text ?? '',
      keptFromModels: minted.some(({ signal }) => isKeptFromModels(signal)),
    };
  });
};
