/** Replays one script under two policies, one after the other, and prints what came out differently. */
import { elapsedText } from '../duration.ts';
import { paintFor } from '../paint.ts';
import type { Progress } from '../progress.ts';
import type { Report } from '../report.ts';
import { synthesise } from '../synthesise.ts';
import { UsageError } from '../usage-error.ts';
import { type Comparison, compareReports } from './comparison.ts';
import { comparisonText } from './comparison-text.ts';
import { readOnlyPolicyDiffers } from './only-policy-differs.ts';
import { type PolicyAssembly, synthesisePolicy } from './policy-assembly.ts';

/** What `--json` prints. */
export interface ComparedReports {
  readonly difference: Comparison;
  readonly reports: { readonly a: Report; readonly b: Report };
}

interface Compare {
  readonly environment: string;
  readonly synth: boolean;
  readonly progress: Progress;
  /** Plays the script on the templates in a folder. */
  play(assembly: string): Promise<Report>;
}

const assemblyOf = async (given: string, { environment, progress }: Compare): Promise<PolicyAssembly> => {
  progress.step(`Synthesising the templates with the policy of ${given}`);
  return synthesisePolicy(environment, given);
};

const ownAssembly = async ({ environment, synth, progress }: Compare): Promise<PolicyAssembly> => {
  const folder = await synthesise(environment, synth, progress.step);
  return { folder, remove: () => undefined };
};

/** One folder is compared with the project's policy, two with each other. */
export const comparePolicies = async (given: readonly string[], compare: Compare): Promise<ComparedReports> => {
  const [nameA, nameB] = given.length === 1 ? [undefined, given[0]] : given;
  if (nameB === undefined || given.length > 2) throw new UsageError('--policy: give one folder, or two to compare them with each other');
  // The one that may be wrong first: its mistakes are told before anything is played.
  const b = await assemblyOf(nameB, compare);
  const a = await (nameA === undefined ? ownAssembly(compare) : assemblyOf(nameA, compare)).catch((error: unknown) => {
    b.remove();
    throw error;
  });
  try {
    const policies = readOnlyPolicyDiffers(a.folder, b.folder);
    const names = { a: nameA ?? "the project's policy", b: nameB };
    compare.progress.note(`Under ${names.a}`);
    const reportA = await compare.play(a.folder);
    compare.progress.note(`Under ${names.b}`);
    const reportB = await compare.play(b.folder);
    return { difference: compareReports(reportA, reportB, names, policies), reports: { a: reportA, b: reportB } };
  } finally {
    a.remove();
    b.remove();
  }
};

/** The comparison for people, on a terminal in colour. */
export const comparedText = ({ difference, reports }: ComparedReports): string => {
  const { title, startAt } = reports.a.played;
  return comparisonText(difference, title, (at) => elapsedText(at - startAt), paintFor(process.stdout));
};
