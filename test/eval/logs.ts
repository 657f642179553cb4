/**
 * Classifies the logs of any folder of the layout `<system>/messages.log` (`--lines`: `lines.log`) by the code that is deployed, with its one
 * configuration: `<system>.jsonl`, a line for each of `{"cluster","severity","category","confidence","source","asked"}`. Knowledge is kept in memory,
 * or between runs in a file.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { parse } from 'yaml';
import { classifier } from '#functions/classify/classifier.ts';
import { compileRules } from '#functions/classify/rules.ts';
import { classificationSchema } from '#kernel/policy.ts';
import { localJudge } from '#test/support/local-judge.ts';
import { classifierPorts, memoryKnowledge } from '#test/support/memory-ports.ts';
import { frameOf, logOf, resourceOf, startAt } from '#test/support/signals.ts';

const usage = `usage: npm run -s eval:logs -- --logs DIR --out DIR [--lines] [--batch N] [--workers N] [--knowledge FILE]

  --logs DIR        one folder a system, with messages.log (content only) and lines.log
  --out DIR         <system>.jsonl is written there
  --lines           read lines.log: whole lines with their headers
  --batch N         lines a frame (default 100)
  --workers N       workers that share what they learn and take a frame each at a time (default 1)
  --knowledge FILE  begin with what was learned before, and write down what is known afterwards`;

interface Row {
  readonly cluster: string;
  readonly severity: string;
  readonly category: string;
  readonly confidence: number;
  readonly source: string;
  readonly asked: boolean;
}

const askedLayers: ReadonlySet<string> = new Set(['rule', 'local', 'provider', 'level']);
const policyUrl = new URL('../../policy/classification.yaml', import.meta.url);

/** Everything a run learned, as JSON. */
const save = ({ verdicts, templates, quotas }: ReturnType<typeof memoryKnowledge>): string =>
  JSON.stringify({ verdicts: [...verdicts.kept], templates: [...templates.kept], quotas: [...quotas.sums] });

const restore = (knowledge: ReturnType<typeof memoryKnowledge>, text: string): void => {
  const saved = JSON.parse(text) as Record<'verdicts' | 'templates' | 'quotas', [string, never][]>;
  for (const [key, value] of saved.verdicts) knowledge.verdicts.kept.set(key, value);
  for (const [key, value] of saved.templates) knowledge.templates.kept.set(key, value);
  for (const [key, value] of saved.quotas) knowledge.quotas.sums.set(key, value);
};

const classifySystem = async (
  system: string,
  lines: readonly string[],
  knowledge: ReturnType<typeof memoryKnowledge>,
  { batch, workers }: { readonly batch: number; readonly workers: number },
): Promise<readonly Row[]> => {
  const rules = compileRules(classificationSchema.parse(parse(readFileSync(policyUrl, 'utf8'))));
  const resource = resourceOf(system);
  const rows: Row[] = [];
  let next = 0;
  const work = async (): Promise<void> => {
    const { classify } = classifier(classifierPorts(localJudge, knowledge), rules, { rules: 'eval' });
    while (next < lines.length) {
      const start = next;
      next += batch;
      const logs = lines.slice(start, start + batch).map((line, at) => logOf(resource, startAt + start + at, 0, line));
      const { groups } = await classify(frameOf(`${system}-${start}`, logs));
      for (const { clusterId: cluster, verdict, indexes, layer } of groups) {
        const { severity, category, confidence, source } = verdict;
        for (const [at, index] of indexes.entries())
          rows[start + index] = { cluster, severity, category, confidence, source, asked: at === 0 && askedLayers.has(layer) };
      }
    }
  };
  await Promise.all(Array.from({ length: workers }, work));
  return rows;
};

const main = async (): Promise<number> => {
  const { values } = parseArgs({
    options: {
      logs: { type: 'string' },
      out: { type: 'string' },
      lines: { type: 'boolean', default: false },
      batch: { type: 'string', default: '100' },
      workers: { type: 'string', default: '1' },
      knowledge: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  const [batch, workers] = [Number(values.batch), Number(values.workers)];
  const counts = [batch, workers].every((count) => Number.isInteger(count) && count > 0);
  if (values.help || values.logs === undefined || values.out === undefined || !counts) {
    (values.help ? console.log : console.error)(usage);
    return values.help ? 0 : 2;
  }
  const file = values.lines ? 'lines.log' : 'messages.log';
  const { logs, out } = values;
  const systems = existsSync(logs)
    ? readdirSync(logs)
        .filter((name) => existsSync(join(logs, name, file)))
        .sort()
    : [];
  if (systems.length === 0) {
    console.error(`No <system>/${file} under ${logs}.`);
    return 2;
  }
  const knowledge = memoryKnowledge();
  if (values.knowledge !== undefined && existsSync(values.knowledge)) restore(knowledge, readFileSync(values.knowledge, 'utf8'));
  mkdirSync(out, { recursive: true });
  for (const system of systems) {
    const text = readFileSync(join(logs, system, file), 'utf8');
    const lines = text.replace(/\r?\n$/, '').split(/\r?\n/);
    const rows = await classifySystem(system, lines, knowledge, { batch, workers });
    writeFileSync(join(out, `${system}.jsonl`), rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
  }
  if (values.knowledge !== undefined) writeFileSync(values.knowledge, save(knowledge));
  console.error(`${systems.length} systems: ${out}`);
  return 0;
};

process.exitCode = await main();
