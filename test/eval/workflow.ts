/** eval:workflow: runs recorded cases through the engine in virtual time. Usage: --cases DIR --out FILE */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { runCase, type WorkflowCase } from '#test/support/workflow-case.ts';

const { values } = parseArgs({ options: { cases: { type: 'string' }, out: { type: 'string' } } });
if (values.cases === undefined || values.out === undefined) {
  console.error('usage: npm run -s eval:workflow -- --cases DIR --out FILE');
  process.exit(2);
}
const results: Record<string, unknown> = {};
for (const file of readdirSync(values.cases).sort()) {
  if (!file.endsWith('.json') || file === 'INDEX.json') continue;
  const recorded = JSON.parse(readFileSync(join(values.cases, file), 'utf8')) as WorkflowCase;
  // A crash is a wrong result of one case, not the end of the evaluation.
  results[recorded.name] = await runCase(recorded).catch((problem: unknown) => ({ status: 'CRASHED', cause: String(problem), events: [] }));
}
writeFileSync(values.out, `${JSON.stringify(results, null, 1)}\n`);
