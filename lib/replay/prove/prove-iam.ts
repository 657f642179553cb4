/** Takes every permission away once and expects exactly its denial: what is granted is needed, and what is missing is found. */
import { type LocalCloud, startLocalCloud } from '#lib/local/cloud.ts';
import type { Permission } from '#lib/local/iam/grants.ts';
import { matches } from '#lib/local/iam/pattern.ts';
import { readAssembly, type Stack } from '#lib/local/template/assembly.ts';
import { type Progress, progressOn } from '../progress.ts';
import { synthesise } from '../synthesise.ts';
import { actCloud } from './act-cloud.ts';
import { type Act, acts } from './acts.ts';
import { type Proof, proofText } from './proof-text.ts';
import { removalsOf } from './removals.ts';

export interface ProveOptions {
  readonly environment: string;
  readonly quiet: boolean;
  readonly synth: boolean;
}

const startAt = Date.parse('2026-11-02T09:00:00Z');
const publicUrl = 'http://127.0.0.1:4318';

/** Needed on AWS by what is not emulated. */
const beyondReach: Readonly<Record<string, string>> = {
  'timestream:DescribeEndpoints': 'on AWS the client asks for its endpoint first; with an endpoint set, as here, it does not',
};

const keyOf = ({ role, action, resource }: Permission): string => JSON.stringify([role, action, resource]);

/** One cloud; the act that is played on it may be chosen once it runs. */
class Theatre {
  readonly #assembly: string;
  readonly #prefix: string;

  constructor(assembly: string, environment: string) {
    this.#assembly = assembly;
    this.#prefix = `streamwarden-${environment}`;
  }

  async play<Result>(
    amend: (stack: Stack) => Stack,
    run: (cloud: LocalCloud, play: (act: Act) => Promise<void>) => Promise<Result>,
  ): Promise<Result> {
    let current: Act | undefined;
    const cloud = await startLocalCloud({
      ...{ assembly: this.#assembly, mode: 'deterministic', startAt, publicUrl, amend },
      interceptors: {
        invocation: ({ function: name, invocation }) => current?.fate?.(name.slice(this.#prefix.length + 1), invocation) ?? 'proceed',
      },
    });
    try {
      return await run(cloud, async (act) => {
        current = act;
        await act.play(actCloud(cloud, this.#prefix));
      });
    } finally {
      await cloud.close();
    }
  }
}

/** Plays every act on the templates as they are: which permissions it needs. Nothing may be denied. */
const rehearse = async (theatre: Theatre, progress: Progress) => {
  const needs = new Map<Act, ReadonlySet<string>>();
  let granted: readonly Permission[] = [];
  for (const act of acts) {
    progress.step(`Rehearsing: ${act.name}`);
    const report = await theatre.play(
      (stack) => stack,
      async (cloud, play) => {
        await play(act);
        return cloud.permissions();
      },
    );
    const [denial] = report.denials;
    if (denial) throw new Error(`With all its permissions, ${denial.who} was denied ${denial.action} on ${denial.resource} (${act.name}).`);
    const unused = new Set(report.unused.map(keyOf));
    needs.set(act, new Set(report.granted.map(keyOf).filter((key) => !unused.has(key))));
    ({ granted } = report);
  }
  return { needs, granted };
};

/** What became of the run without a permission. */
const judge = (cloud: LocalCloud, missing: Permission, act: Act): Proof => {
  const { denials } = cloud.permissions();
  const isIts = ({ role, action, resource }: (typeof denials)[number]): boolean =>
    role === missing.role && action === missing.action && matches(missing.resource, resource);
  const others = denials.filter((denial) => !isIts(denial)).map(({ who, action, resource }) => `${who} ${action} on ${resource}`);
  const found = denials.find(isIts);
  const proof = { permission: missing, act: act.name };
  if (found === undefined) return { ...proof, verdict: 'not-missed' };
  return others.length === 0 ? { ...proof, verdict: 'needed' } : { ...proof, verdict: 'others', others };
};

const proofs = async (assembly: string, theatre: Theatre, progress: Progress): Promise<readonly Proof[]> => {
  const { needs, granted } = await rehearse(theatre, progress);
  const removals = removalsOf(readAssembly(assembly));
  const all: Proof[] = [];
  for (const [index, removal] of removals.entries()) {
    progress.step(`Without ${index + 1} of ${removals.length}: ${removal.action}`);
    const proof = await theatre.play(removal.amend, async (cloud, play): Promise<Proof | undefined> => {
      const left = new Set(cloud.permissions().granted.map(keyOf));
      const missing = granted.find((permission) => !left.has(keyOf(permission)));
      // Another statement grants the same.
      if (missing === undefined) return undefined;
      const act = acts.find((each) => needs.get(each)?.has(keyOf(missing)));
      const reason = beyondReach[missing.action];
      if (act === undefined)
        return { permission: missing, ...(reason === undefined ? { verdict: 'unused' } : { verdict: 'beyond', reason }) };
      await play(act);
      return judge(cloud, missing, act);
    });
    all.push(proof ?? { permission: { role: '', action: removal.action, resource: '' }, verdict: 'twice' });
  }
  return all;
};

/** Prints the proof; the exit code is 0 when each permission is needed and its absence gives exactly its denial. */
export const proveIamCommand = async (options: ProveOptions): Promise<number> => {
  const progress = progressOn(process.stderr, options.quiet);
  const startedAt = performance.now();
  const assembly = await synthesise(options.environment, options.synth, progress.step);
  const all = await proofs(assembly, new Theatre(assembly, options.environment), progress);
  progress.done(`Proved in ${((performance.now() - startedAt) / 1000).toFixed(0)} s of this machine's time.`);
  process.stdout.write(proofText(all));
  return all.every(({ verdict }) => verdict === 'needed' || verdict === 'beyond') ? 0 : 1;
};
