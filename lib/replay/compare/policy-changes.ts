/** What two compiled policies have different, each as a path and two values. */
import { canonicalJson } from '#kernel/canonical-json.ts';

/** `undefined` where a policy has nothing there. */
export interface PolicyChange {
  /** `escalation.policies.on-call.new.waitMinutes`; entries of a list go by their names. */
  readonly path: string;
  readonly a: unknown;
  readonly b: unknown;
}

type Entries = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Entries => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Objects by key, lists of named objects by name; anything else is compared as a whole. */
const entriesOf = (value: unknown): Entries | undefined => {
  if (isObject(value)) return value;
  if (!Array.isArray(value) || value.length === 0) return undefined;
  if (!value.every((each) => isObject(each) && typeof each['name'] === 'string')) return undefined;
  return Object.fromEntries(value.map((each: Entries) => [String(each['name']), each]));
};

const orderOf = (value: unknown): readonly string[] => (Array.isArray(value) ? Object.keys(entriesOf(value) ?? {}) : []);

const differences = (a: unknown, b: unknown, path: readonly string[]): readonly PolicyChange[] => {
  if (canonicalJson(a ?? null) === canonicalJson(b ?? null)) return [];
  const [inA, inB] = [entriesOf(a), entriesOf(b)];
  if (inA === undefined || inB === undefined) return [{ path: path.join('.'), a, b }];
  const names = [...new Set([...Object.keys(inA), ...Object.keys(inB)])];
  const within = names.flatMap((name) => differences(inA[name], inB[name], [...path, name]));
  // The first rule that matches decides: the same rules in another order are another policy.
  return within.length === 0 ? [{ path: `${path.join('.')} (order)`, a: orderOf(a), b: orderOf(b) }] : within;
};

/** The policies' hashes are no change of their own. */
export const policyChanges = (a: unknown, b: unknown): readonly PolicyChange[] =>
  differences(a, b, []).filter(({ path }) => path !== 'version');
