/** What classify and detect cost: CPU time from decoded frames to reports, warm, ports in memory. */
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { kindsIn } from '#functions/classify/mining/kinds.ts';
import { classifyStage } from '#functions/classify/stage.ts';
import { seriesBudget } from '#functions/detect/series/budget.ts';
import { signalReader } from '#functions/detect/series/read-signals.ts';
import { startSources } from '#functions/detect/series/sources.ts';
import { detectStage } from '#functions/detect/stage.ts';
import type { Frame } from '#kernel/frame.ts';
import { classificationSchema, detectionSchema } from '#kernel/policy.ts';
import { collectGarbage } from '#test/support/collect-garbage.ts';
import { localJudge } from '#test/support/local-judge.ts';
import { classifierPorts, memoryDependencies, memoryFindings, memoryStates, memoryTemplates } from '#test/support/memory-ports.ts';
import { frameOf, logOf, metricOf, resourceOf, startAt } from '#test/support/signals.ts';
import { type Figure, figure, median } from './figure.ts';

const policy = (file: string): unknown => parse(readFileSync(new URL(`../../policy/${file}.yaml`, import.meta.url), 'utf8'));
const rounds = 7;
const resource = resourceOf('checkout');

const messages = [
  (n: number) => `order ord-${n} placed in ${n % 900} ms`,
  (n: number) => `GET /api/orders/${n}?page=${n % 7} 200 ${n % 50}ms`,
  (n: number) => `payment gateway timeout after ${3000 + (n % 9)} ms: upstream deadline exceeded order=ord-${n}`,
  (n: number) => `connection from 10.0.${n % 256}.${n % 199}:${5000 + (n % 999)} closed by peer`,
  (n: number) => `user "u${n}" logged in from session 7c9e6679-7425-40de-944b-${String(n).padStart(12, '0')}`,
];

const logFrames = (count: number, size: number): readonly Frame[] =>
  Array.from({ length: count }, (_, frame) =>
    frameOf(
      `log-${frame}`,
      Array.from({ length: size }, (_, index) => {
        const n = frame * size + index;
        const kind = n % messages.length;
        return logOf(resource, startAt + n, kind === 2 ? 17 : 9, messages[kind]?.(n) ?? '');
      }),
    ),
  );

/** Every series of the resource once a frame, ten seconds apart from frame to frame. */
const metricFrames = (count: number, series: number): readonly Frame[] =>
  Array.from({ length: count }, (_, frame) =>
    frameOf(
      `metric-${frame}`,
      Array.from({ length: series }, (_, index) =>
        metricOf(
          resource,
          startAt + frame * 10_000,
          `metric.${index % 20}`,
          index % 2 === 0
            ? { type: 'gauge', value: 100 + Math.sin(frame * 12.9 + index) }
            : {
                type: 'sum',
                value: frame * 50 + Math.floor(20 * Math.sin(frame * 78.2 + index)),
                temporality: 'cumulative',
                monotonic: true,
              },
          { attributes: { core: index, mode: 'user' } },
        ),
      ),
    ),
  );

interface Stage {
  take(record: { readonly frame: Frame; readonly sequenceNumber: string }): Promise<unknown>;
  flush(): Promise<unknown>;
}

/** Median signals per CPU second over rounds; `make` gives a stage that is warm already. */
const perCpuSecond = async (make: () => Promise<Stage>, frames: readonly Frame[]): Promise<number> => {
  const signals = frames.reduce((sum, frame) => sum + frame.signals.length, 0);
  const figures: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const stage = await make();
    const before = process.cpuUsage();
    for (const [index, frame] of frames.entries()) await stage.take({ frame, sequenceNumber: String(1000 + index) });
    await stage.flush();
    const { user, system } = process.cpuUsage(before);
    figures.push(signals / ((user + system) / 1e6));
  }
  return median(figures);
};

/** Median samples per CPU second that become readings, scores apart. */
const readPerCpuSecond = (frames: readonly Frame[]): number => {
  const policyOfDetection = detectionSchema.parse(policy('detection'));
  const read = signalReader(policyOfDetection, seriesBudget(policyOfDetection));
  const figures: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const sources = startSources();
    let count = 0;
    const before = process.cpuUsage();
    for (const frame of frames)
      for (let index = 0; index < frame.signals.length; index += 1) {
        const readings = read(sources, frame, index);
        if (typeof readings !== 'string') count += readings.length;
      }
    const { user, system } = process.cpuUsage(before);
    if (count === 0) throw new Error('nothing was read');
    figures.push(frames.reduce((sum, { signals }) => sum + signals.length, 0) / ((user + system) / 1e6));
  }
  return median(figures);
};

const words = 'abcdefghij';
/** A word of letters for a number: nothing in it is masked. */
const wordOf = (n: number): string => Array.from(String(n), (digit) => words[Number(digit)]).join('');

/** A service as it begins: of a thousand lines fifty are of kinds that nobody has seen. */
const newFrames = (count: number, size: number): readonly Frame[] =>
  Array.from({ length: count }, (_, frame) =>
    frameOf(
      `new-${frame}`,
      Array.from({ length: size }, (_, index) => {
        const n = frame * size + index;
        const text =
          n % 20 === 0
            ? `${wordOf(n % 97)} worker ${wordOf(n)} began step ${n} of the ${wordOf(n % 13)} run`
            : (messages[n % messages.length]?.(n) ?? '');
        return logOf(resource, startAt + n, n % 3 === 0 ? 17 : 9, text);
      }),
    ),
  );

/** Megabytes that are held for so many kinds, everything that is garbage taken away. */
const megabytesOfKinds = async (count: number): Promise<number> => {
  const kinds = kindsIn(memoryTemplates().store, { mayKeep: async () => false, markOf: () => '' });
  collectGarbage();
  const before = process.memoryUsage().heapUsed;
  for (let start = 0; start < count; start += 1_000)
    await kinds.learn(
      Array.from({ length: 1_000 }, (_, at) => ({
        service: 'checkout',
        masked: `${wordOf(start + at)} worker began step <num> of the ${wordOf((start + at) % 13)} run in <num> ms`,
      })),
    );
  collectGarbage();
  const held = process.memoryUsage().heapUsed - before;
  // Still in use: else there would be nothing to measure.
  if (kinds.known('checkout', '') !== undefined) throw new Error('a kind nobody sent is known');
  return held / 1e6;
};

export const run = async (): Promise<Figure[]> => {
  const logs = logFrames(100, 500);
  const classify = classifyStage(
    { ...classifierPorts(localJudge), findings: memoryFindings().sink },
    { policy: classificationSchema.parse(policy('classification')), versions: { rules: 'v' } },
  );
  const lines = await perCpuSecond(async () => classify, logs);

  const fresh = newFrames(60, 500);
  const cold = await perCpuSecond(
    async () =>
      classifyStage(
        { ...classifierPorts(localJudge), findings: memoryFindings().sink },
        { policy: classificationSchema.parse(policy('classification')), versions: { rules: 'v' } },
      ),
    fresh,
  );
  const megabytes = await megabytesOfKinds(100_000);

  const metrics = metricFrames(100, 200);
  const detection = detectionSchema.parse(policy('detection'));
  const samples = await perCpuSecond(
    async () =>
      detectStage(
        {
          states: memoryStates().store,
          dependencies: memoryDependencies(),
          findings: memoryFindings().sink,
          clock: { now: () => startAt },
        },
        detection,
      ),
    metrics,
  );

  const reading = readPerCpuSecond(metricFrames(500, 200));

  const states = memoryStates();
  const clock = { at: startAt };
  const detect = detectStage(
    { states: states.store, dependencies: memoryDependencies(), findings: memoryFindings().sink, clock: { now: () => clock.at } },
    detection,
  );
  for (const [index, frame] of metrics.entries()) await detect.take({ frame, sequenceNumber: String(index + 1) });
  clock.at += 61_000;
  await detect.flush();
  const bytes = [...states.kept.values()].reduce((sum, { data }) => sum + data.length, 0) / 200;

  return [
    figure({ name: 'classify: log lines per CPU second, warm', value: lines, unit: 'lines/CPU s', floor: 100_000, target: 200_000 }),
    figure({ name: 'classify: log lines per CPU second, nothing known', value: cold, unit: 'lines/CPU s', floor: 30_000, target: 60_000 }),
    figure({ name: 'classify: memory of 100,000 kinds', value: megabytes, unit: 'MB', floor: 64, target: 64, lowerIsBetter: true }),
    figure({ name: 'detect: gauges and sums read per CPU second', value: reading, unit: 'samples/CPU s', floor: 250_000, target: 500_000 }),
    figure({ name: 'detect: metric samples per CPU second', value: samples, unit: 'samples/CPU s', floor: 60_000, target: 200_000 }),
    figure({ name: 'detect: state of a series, packed', value: bytes, unit: 'bytes', floor: 1024, target: 200, lowerIsBetter: true }),
  ];
};
