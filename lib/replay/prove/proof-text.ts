/** The outcome of the proof as a person reads it: the sum last, before it whatever is not as it should be. */
import type { Permission } from '#lib/local/iam/grants.ts';
import { counted, grouped } from '../text-table.ts';

/** What taking one permission away showed. */
export type Proof = { readonly permission: Permission } & (
  | { readonly verdict: 'needed'; readonly act: string }
  /** It was needed in the rehearsal, and without it nothing was denied: another grant covers it. */
  | { readonly verdict: 'not-missed'; readonly act: string }
  /** More than its own denial came of it. */
  | { readonly verdict: 'others'; readonly act: string; readonly others: readonly string[] }
  /** No act needs it. */
  | { readonly verdict: 'unused' }
  /** Two statements grant the same. */
  | { readonly verdict: 'twice' }
  | { readonly verdict: 'beyond'; readonly reason: string }
);

const why = (proof: Proof): string => {
  switch (proof.verdict) {
    case 'needed':
      return `needed: ${proof.act}`;
    case 'not-missed':
      return `not missed in the act that uses it: ${proof.act}`;
    case 'others':
      return `more was denied than that: ${proof.others.join('; ')} (${proof.act})`;
    case 'unused':
      return 'nothing needs it';
    case 'twice':
      return 'granted twice';
    case 'beyond':
      return `cannot be shown here: ${proof.reason}`;
  }
};

const line = (proof: Proof): string => {
  const { role, action, resource } = proof.permission;
  return `  ${action}${resource === '' ? '' : ` on ${resource}`}${role === '' ? '' : ` of ${role}`}\n    ${why(proof)}\n`;
};

export const proofText = (proofs: readonly Proof[]): string => {
  const beyond = proofs.filter(({ verdict }) => verdict === 'beyond');
  const needed = proofs.filter(({ verdict }) => verdict === 'needed').length;
  const wrong = proofs.filter(({ verdict }) => verdict !== 'needed' && verdict !== 'beyond');
  const total = proofs.length - beyond.length;
  const section = (title: string, of: readonly Proof[]): string => (of.length === 0 ? '' : `${title}\n${of.map(line).join('')}\n`);
  return [
    section('Not needed, or not denied as expected', wrong),
    section(`Needed on AWS alone, and not counted: ${counted(beyond.length, 'permission')}`, beyond),
    `${grouped(needed)} of ${grouped(total)} permissions needed: each was taken away once, and exactly its denial was reported.\n`,
  ].join('');
};
