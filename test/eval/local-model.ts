/**
 * eval:local-model: how well rules, levels and the local model tell what needs attention. Usage: --logs DIR [--model-only]
 * DIR/<system>/ holds messages.log (a message a line), lines.log (the same with its header) and truth.csv, whose last column is
 * `attention` (1, 0 or empty). Each kind of message is asked about once, as classify does.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { parse } from 'yaml';
import { localVerdict } from '#functions/ai/local/model.ts';
import { maskMessage } from '#functions/classify/mask.ts';
import { compileRules } from '#functions/classify/rules.ts';
import { severityNumberOf } from '#functions/classify/severity-number.ts';
import { classificationSchema } from '#kernel/policy.ts';
import type { Verdict } from '#kernel/verdict.ts';

const { values } = parseArgs({
  options: { logs: { type: 'string' }, 'model-only': { type: 'boolean' }, misses: { type: 'boolean' } },
});
if (values.logs === undefined) {
  console.error('usage: npm run -s eval:local-model -- --logs DIR [--model-only] [--misses]');
  process.exit(2);
}
const logs = values.logs;
const policy = classificationSchema.parse(parse(readFileSync(new URL('../../policy/classification.yaml', import.meta.url), 'utf8')));
const rules = compileRules(policy);

interface Line {
  readonly message: string;
  readonly severityNumber: number;
  readonly attention: boolean | undefined;
}

const linesOf = (file: string): readonly string[] => readFileSync(file, 'utf8').replace(/\n$/, '').split('\n');

/** The level word of a line's header, as a log shipper would read it. */
const levelOf = (line: string, message: string): number => {
  const header = line.slice(0, Math.max(0, line.length - message.length));
  const words = header.match(/\b(trace|debug|info|notice|warn|warning|error|severe|failure|fatal|critical|alert|panic|emerg)\b/gi) ?? [];
  return severityNumberOf(
    {
      kind: 'log',
      timeUnixNano: 0n,
      resource: { attributes: {} },
      attributes: {},
      severityNumber: 0,
      severityText: words.at(-1) ?? '',
      body: message,
    },
    0,
  );
};

const readSystem = (system: string, withLevel: boolean): readonly Line[] => {
  const messages = linesOf(join(logs, system, 'messages.log'));
  const lines = linesOf(join(logs, system, 'lines.log'));
  // Quoted templates hold no line breaks; the label is the last field.
  const truth = linesOf(join(logs, system, 'truth.csv')).slice(1);
  return messages.map((message, index) => {
    const label = (truth[index] ?? '').trimEnd().split(',').at(-1) ?? '';
    return {
      message,
      severityNumber: withLevel ? levelOf(lines[index] ?? '', message) : 0,
      attention: label === '' ? undefined : label === '1',
    };
  });
};

const verdictOn = (template: string, { message, severityNumber }: Line): Verdict => {
  const ruled = values['model-only'] ? undefined : rules.decide({ masked: template, severityNumber, resource: {} });
  return ruled ?? localVerdict({ clusterId: 'eval', template, example: message.slice(0, 2000), severityNumber, service: '' });
};

interface Counts {
  tp: number;
  fp: number;
  fn: number;
  tn: number;
}
/** Confidence and whether the label agreed, with how many lines it stands for. */
interface Judged {
  readonly confidence: number;
  readonly right: number;
  readonly lines: number;
}

const bins = 10;
/** Expected calibration error over ten bins of confidence. */
const calibrationError = (
  judged: readonly Judged[],
  weightOf: (each: Judged) => number,
): { readonly ece: number; readonly table: string } => {
  const sums = Array.from({ length: bins }, () => ({ weight: 0, right: 0, confidence: 0 }));
  for (const each of judged) {
    const bin = sums[Math.min(bins - 1, Math.floor(each.confidence * bins))];
    const weight = weightOf(each);
    if (bin === undefined) continue;
    bin.weight += weight;
    bin.right += (each.right / each.lines) * weight;
    bin.confidence += each.confidence * weight;
  }
  const total = sums.reduce((sum, bin) => sum + bin.weight, 0);
  const ece = sums.reduce((sum, bin) => sum + Math.abs(bin.right - bin.confidence), 0) / total;
  const used = sums.filter(({ weight }) => weight > 0);
  const table = used.map((bin) => `${(bin.confidence / bin.weight).toFixed(2)}→${(bin.right / bin.weight).toFixed(2)} (${bin.weight})`);
  return { ece, table: table.join('  ') };
};

const shares = ({ tp, fp, fn }: Counts): string => {
  const part = (of: number, whole: number): string => (whole === 0 ? '    -' : (of / whole).toFixed(3));
  return `P ${part(tp, tp + fp)}  R ${part(tp, tp + fn)}  F1 ${part(2 * tp, 2 * tp + fp + fn)}  alarms ${tp + fp} of ${tp + fn} true`;
};

for (const withLevel of [false, true]) {
  console.log(withLevel ? '\nwith the level' : 'content only');
  const pooled: Counts = { tp: 0, fp: 0, fn: 0, tn: 0 };
  const judged: Judged[] = [];
  for (const system of readdirSync(logs).sort()) {
    if (!existsSync(join(logs, system, 'truth.csv'))) continue;
    const counts: Counts = { tp: 0, fp: 0, fn: 0, tn: 0 };
    const kinds = new Map<string, { readonly verdict: Verdict; right: number; lines: number }>();
    let labelled = 0;
    let alarms = 0;
    for (const line of readSystem(system, withLevel)) {
      const template = maskMessage(line.message.slice(0, 2000));
      const key = `${line.severityNumber} ${template}`;
      const kind = kinds.get(key) ?? { verdict: verdictOn(template, line), right: 0, lines: 0 };
      kinds.set(key, kind);
      const alarm = kind.verdict.severity !== 'info';
      if (alarm) alarms += 1;
      if (line.attention === undefined) continue;
      labelled += 1;
      kind.lines += 1;
      if (alarm === line.attention) kind.right += 1;
      const cell = alarm ? (line.attention ? 'tp' : 'fp') : line.attention ? 'fn' : 'tn';
      counts[cell] += 1;
      pooled[cell] += 1;
    }
    if (values.misses)
      for (const [key, kind] of [...kinds].sort((a, b) => b[1].lines - b[1].right - a[1].lines + a[1].right).slice(0, 40))
        if (kind.right < kind.lines)
          console.log(
            `    ${kind.lines - kind.right} ${kind.verdict.severity} ${kind.verdict.confidence} ${kind.verdict.source} | ${key.slice(0, 140)}`,
          );
    if (labelled > 0) console.log(`  ${system.padEnd(12)} ${shares(counts)}`);
    else console.log(`  ${system.padEnd(12)} unlabelled: ${alarms} alarms`);
    for (const { verdict, right, lines } of kinds.values()) if (lines > 0) judged.push({ confidence: verdict.confidence, right, lines });
  }
  console.log(`  ${'pooled'.padEnd(12)} ${shares(pooled)}`);
  for (const [unit, weightOf] of [
    ['kind', () => 1],
    ['line', (each: Judged) => each.lines],
  ] as const) {
    const { ece, table } = calibrationError(judged, weightOf);
    console.log(`  calibration a ${unit}: error ${ece.toFixed(3)}  ${table}`);
  }
}
