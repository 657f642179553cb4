/** What `npm run conformance:moto` prints. */
import type { Comparison, Difference } from './compare.ts';

/** Whether a comparison found exactly the differences that are listed, each judged. */
export const isAsListed = ({ differences, stale }: Comparison): boolean =>
  stale.length === 0 && differences.every(({ known }) => known !== undefined);

const shown = (value: unknown): string => {
  const text = JSON.stringify(value);
  return text.length > 400 ? `${text.slice(0, 400)}…` : text;
};

const differenceText = (service: string, { case: name, source, ours, motos, known }: Difference): string =>
  [
    `${service}: ${name}`,
    `  local  ${shown(ours)}`,
    `  moto   ${shown(motos)}`,
    known ? `  right  ${known.who}: ${known.reason}` : '  right  NOT LISTED in moto-differences.ts',
    `  source ${known?.source ?? source}`,
  ].join('\n');

const row = (cells: readonly (string | number)[]): string =>
  cells.map((cell, at) => (at === 0 ? String(cell).padEnd(18) : String(cell).padStart(10))).join('');

const total = (comparisons: readonly Comparison[], of: (comparison: Comparison) => number): number =>
  comparisons.reduce((sum, comparison) => sum + of(comparison), 0);

export const comparisonText = (comparisons: readonly Comparison[], version: string): string => {
  const counts: readonly ((comparison: Comparison) => number)[] = [
    ({ cases }) => cases,
    ({ agree }) => agree,
    ({ differences }) => differences.length,
    ({ notAsked }) => notAsked.length,
  ];
  const known = comparisons.flatMap(({ differences }) => differences.flatMap((difference) => difference.known ?? []));
  const right = (who: string) => known.filter((difference) => difference.who === who).length;
  const unlisted = total(comparisons, ({ differences }) => differences.filter((difference) => !difference.known).length);
  const stale = comparisons.flatMap((comparison) => comparison.stale);
  return [
    ...comparisons.flatMap(({ service, differences }) => differences.map((difference) => `${differenceText(service, difference)}\n`)),
    ...comparisons.flatMap(({ service, notAsked }) =>
      notAsked.map(({ case: name, reason }) => `not asked  ${service}: ${name} (${reason})`),
    ),
    '',
    row([`moto ${version}`, 'cases', 'agree', 'differ', 'not asked']),
    ...comparisons.map((comparison) => row([comparison.service, ...counts.map((of) => of(comparison))])),
    row(['all', ...counts.map((of) => total(comparisons, of))]),
    '',
    `Of the differences listed, the local cloud is right in ${right('local')}, moto in ${right('moto')}, neither in ${right('neither')}.`,
    ...stale.map(
      ({ service, case: name }) => `STALE: ${service}: ${name}: listed in moto-differences.ts, but moto agrees (or there is no such case)`,
    ),
    ...(unlisted > 0 ? [`${unlisted} of the differences are not listed in moto-differences.ts.`] : []),
    '',
  ].join('\n');
};
