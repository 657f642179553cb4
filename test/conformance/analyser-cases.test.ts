/**
 * Every folder of `events/classify` and `events/detect` is a golden case: `input.json` holds the frames of one resource,
 * `expected.json` what the stage reports and finds. `npx vitest run -u` writes `expected.json` anew: read the difference.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { classifyStage } from '#functions/classify/stage.ts';
import { detectStage } from '#functions/detect/stage.ts';
import type { Finding } from '#kernel/finding.ts';
import { findingSchema } from '#kernel/finding.ts';
import type { Frame } from '#kernel/frame.ts';
import { classificationSchema, detectionSchema } from '#kernel/policy.ts';
import { type Resource, resourceId } from '#kernel/resource.ts';
import { addReports, emptyReport, type StageReport } from '#kernel/stage-report.ts';
import { localJudge } from '#test/support/local-judge.ts';
import { classifierPorts, memoryDependencies, memoryFindings, memoryStates } from '#test/support/memory-ports.ts';

const root = new URL('../../', import.meta.url);
const policyOf = (file: string): unknown => parse(readFileSync(new URL(`policy/${file}.yaml`, root), 'utf8'));

interface Case {
  readonly resource: Resource;
  readonly frames: readonly Omit<Frame, 'partition'>[];
}

/** Times are decimal strings of nanoseconds in the file; the resource stands there once. */
const readCase = (folder: URL): readonly Frame[] => {
  const revive = (key: string, value: unknown): unknown => (key.endsWith('UnixNano') && typeof value === 'string' ? BigInt(value) : value);
  const { resource, frames } = JSON.parse(readFileSync(new URL('input.json', folder), 'utf8'), revive) as Case;
  return frames.map((frame) => ({
    ...frame,
    partition: resourceId(resource),
    signals: frame.signals.map((signal) => ({ ...signal, resource })),
  }));
};

interface Stage {
  take(record: { readonly frame: Frame; readonly sequenceNumber: string }): Promise<StageReport>;
  flush(): Promise<StageReport>;
}

/** Each stage under the policy that is deployed. */
const stages = {
  classify: (sink) =>
    classifyStage(
      { ...classifierPorts(localJudge), findings: sink },
      { policy: classificationSchema.parse(policyOf('classification')), versions: { rules: 'v' } },
    ),
  detect: (sink) =>
    detectStage(
      { states: memoryStates().store, dependencies: memoryDependencies(), findings: sink, clock: { now: () => 0 } },
      detectionSchema.parse(policyOf('detection')),
    ),
} satisfies Record<string, (sink: ReturnType<typeof memoryFindings>['sink']) => Stage>;

const run = async (name: keyof typeof stages, frames: readonly Frame[]): Promise<{ report: StageReport; findings: readonly Finding[] }> => {
  const findings = memoryFindings();
  const stage: Stage = stages[name](findings.sink);
  let report = emptyReport;
  for (const [index, frame] of frames.entries()) {
    report = addReports(report, await stage.take({ frame, sequenceNumber: String(index + 1) }));
    report = addReports(report, await stage.flush());
  }
  return { report, findings: findings.sent };
};

describe.for(['classify', 'detect'] as const)('%s', (name) => {
  const folder = new URL(`events/${name}/`, root);
  const cases = existsSync(folder) ? readdirSync(folder) : [];

  it('has saved events', () => expect(cases.length).toBeGreaterThan(0));

  it.for(cases)('answers the saved events "%s" as expected', async (each) => {
    const place = new URL(`${each}/`, folder);
    const result = await run(name, readCase(place));
    for (const finding of result.findings) expect(findingSchema.parse(finding)).toEqual(finding);
    await expect(`${JSON.stringify(result, null, 2)}\n`).toMatchFileSnapshot(new URL('expected.json', place).pathname);
  });
});
