/** eval:alertmanager: runs recorded cases through routing and grouping in virtual time. Usage: --cases DIR --out FILE */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { RecordedCase } from '#test/support/alertmanager/case.ts';
import { playCase } from '#test/support/alertmanager/play-case.ts';

const usage = `usage: npm run -s eval:alertmanager -- --cases DIR --out FILE

  --cases DIR  recorded cases, one JSON file each: configuration, timeline, expected notifications
  --out FILE   {"<name>": [notification…]}: what production's grouping sends, times relative to the case's beginning`;

const { values } = parseArgs({ options: { cases: { type: 'string' }, out: { type: 'string' }, help: { type: 'boolean' } } });
if (values.help === true) {
  console.log(usage);
  process.exit(0);
}
if (values.cases === undefined || values.out === undefined) {
  console.error(usage);
  process.exit(2);
}
const results: Record<string, unknown> = {};
for (const file of readdirSync(values.cases).sort()) {
  if (!file.endsWith('.json') || file === 'INDEX.json') continue;
  const recorded = JSON.parse(readFileSync(join(values.cases, file), 'utf8')) as RecordedCase;
  // A crash is a wrong result of one case, not the end of the evaluation.
  results[recorded.name] = await playCase(recorded).catch((problem: unknown) => {
    console.error(`${recorded.name}: ${String(problem)}`);
    return [];
  });
}
writeFileSync(values.out, `${JSON.stringify(results, null, 1)}\n`);
