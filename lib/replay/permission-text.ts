/** The permissions of a run as a person reads them: counts, and what was missing in full. */
import type { Paint } from './paint.ts';
import type { PermissionReport } from './report.ts';
import { counted, grouped, printable } from './text-table.ts';

type Denial = PermissionReport['denials'][number];

const denialLines = ({ who, role, action, resource, reason, needed, count }: Denial, paint: Paint): readonly string[] => [
  paint.bad(
    `  ${who}${role === undefined ? '' : ` (role ${role})`} was denied ${action} on ${printable(resource)}, ${counted(count, 'time')},`,
  ),
  `    ${reason}`,
  ...(needed === undefined ? [] : [`    needed: ${JSON.stringify(needed)}`]),
];

export const permissionLines = ({ granted, used, denials }: PermissionReport, paint: Paint): readonly string[] => {
  const counts = `${grouped(granted)} granted, ${grouped(used)} used, ${grouped(granted - used)} not needed in this run`;
  const verdict = denials.length === 0 ? 'none missing' : paint.bad(`${grouped(denials.length)} MISSING`);
  return ['', `${paint.bold('Permissions')}  ${counts}, ${verdict}`, ...denials.flatMap((denial) => denialLines(denial, paint))];
};
