/** CloudWatch's units in UCUM, as OpenTelemetry writes them. */

const bases: ReadonlyMap<string, string> = new Map([
  ['Seconds', 's'],
  ['Milliseconds', 'ms'],
  ['Microseconds', 'us'],
  ['Percent', '%'],
  ['Count', '{count}'],
  ['Bytes', 'By'],
  ['Kilobytes', 'kBy'],
  ['Megabytes', 'MBy'],
  ['Gigabytes', 'GBy'],
  ['Terabytes', 'TBy'],
  ['Bits', 'bit'],
  ['Kilobits', 'kbit'],
  ['Megabits', 'Mbit'],
  ['Gigabits', 'Gbit'],
  ['Terabits', 'Tbit'],
]);

/** `Bytes/Second` is `By/s`; `None` and units of the future are empty. */
export const unitOf = (unit: string): string => {
  const base = bases.get(unit.replace(/\/Second$/, '')) ?? '';
  return base !== '' && unit.endsWith('/Second') ? `${base}/s` : base;
};
