/** What route costs: CPU time of its own code over a store in memory, and writes a finding, in a storm of 5,000 alerts. */
import type { Finding } from '#kernel/finding.ts';
import { correlationSchema } from '#kernel/policy.ts';
import { serviceGraph } from '#lib/replay/storm/service-graph.ts';
import { stormFindings } from '#lib/replay/storm/storm-findings.ts';
import { routePolicy } from '#test/support/findings.ts';
import { responders } from '#test/support/responders.ts';
import { type Figure, figure, median } from './figure.ts';

const graph = serviceGraph(40);
const startAt = 1_000_000;
const shape = { findings: 40_000, fingerprints: 5_000, services: graph.services, seed: 'bench', startAt, lengthMs: 60_000 };
const batchSize = 10;
const rounds = 5;

const writing: ReadonlySet<string> = new Set([
  'putAlert',
  'putIncident',
  'joinIncident',
  'record',
  'claimGroup',
  'addRecent',
  'growRecent',
]);

interface Passage {
  readonly cpuSeconds: number;
  readonly writes: number;
}

/** All findings in batches, in virtual time. */
const pass = async (findings: readonly Finding[], team = team0()): Promise<Passage> => {
  let writes = 0;
  const counted = Object.entries(team.store).map(([name, run]: [string, (...given: never[]) => unknown]) => [
    name,
    (...given: never[]) => {
      if (writing.has(name)) writes += 1;
      return run(...given);
    },
  ]);
  team.seen = Object.fromEntries(counted) as typeof team.seen;
  const start = process.cpuUsage();
  for (let at = 0; at < findings.length; at += batchSize) {
    const batch = findings.slice(at, at + batchSize);
    team.now = batch.at(-1)?.startsAt ?? team.now;
    await team.takeAll(batch);
  }
  const { user, system } = process.cpuUsage(start);
  return { cpuSeconds: (user + system) / 1e6, writes };
};

const team0 = () => {
  const team = responders({ ...routePolicy, correlation: correlationSchema.parse({}) });
  team.dependencies = graph.calls;
  return team;
};

/** Figures of `npm run bench`. */
export const run = async (): Promise<readonly Figure[]> => {
  const findings = stormFindings(shape);
  const first = new Map(findings.toReversed().map((finding) => [finding.fingerprint, finding]));
  const fresh = findings.filter((finding) => first.get(finding.fingerprint) === finding);
  const repeated = findings.filter((finding) => first.get(finding.fingerprint) !== finding).slice(0, 20_000);
  const rates: number[] = [];
  for (let round = 0; round <= rounds; round += 1) {
    const { cpuSeconds } = await pass(findings);
    if (round > 0) rates.push(findings.length / cpuSeconds);
  }
  const team = team0();
  const opening = await pass(fresh, team);
  const repeating = await pass(
    repeated.map((finding) => ({ ...finding, startsAt: startAt + 60_000, receivedAt: startAt + 60_000 })),
    team,
  );
  return [
    figure({ name: 'route.storm', value: median(rates), unit: 'findings per CPU second', floor: 3_000, target: 10_000 }),
    figure({
      name: 'route.writes.new',
      value: opening.writes / fresh.length,
      unit: 'writes per new finding',
      floor: 1.5,
      lowerIsBetter: true,
    }),
    figure({
      ...{ name: 'route.writes.repeated', value: repeating.writes / repeated.length, unit: 'writes per repeated finding' },
      ...{ floor: 0.1, lowerIsBetter: true },
    }),
  ];
};
