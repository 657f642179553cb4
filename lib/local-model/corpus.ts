/** The messages the model learns from: frames of our own writing, their slots filled by seed. */
import { readdirSync, readFileSync } from 'node:fs';
import { featuresOf } from '#functions/ai/local/features.ts';
import { slotOf } from '#functions/ai/local/hash.ts';
import { maskMessage } from '#functions/classify/mask.ts';
import { type Category, categories, type Severity, severities } from '#kernel/severity.ts';
import { type Random, seeded } from './random.ts';

/** One labelled message. */
export interface Example {
  readonly text: string;
  /** As classify masks it. */
  readonly template: string;
  readonly severity: Severity;
  readonly category: Category;
  /** The file it stands in: what kind of system says it. */
  readonly domain: string;
  /** Which frame it was made from, over all files: messages of one frame are near-duplicates. */
  readonly frame: number;
}

/** Files whose frames are made to be combined. */
const combined = new Set(['grammar', 'kinds', 'lexicon', 'routine']);
/** Messages made of one frame at most. */
const perFrame = (domain: string): number => (combined.has(domain) ? 40 : 8);
/** Fillings tried for each. */
const tries = 4;

type Slots = ReadonlyMap<string, readonly string[]>;

const readSlots = (text: string): Slots =>
  new Map(
    text
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'))
      .map((line) => {
        const colon = line.indexOf(': ');
        return [line.slice(0, colon), line.slice(colon + 2).split(' | ')] as const;
      }),
  );

/** Where the brace that `open` begins is closed again; -1 where it is none of ours. */
const closing = (frame: string, open: number): number => {
  let depth = 0;
  for (let at = open; at < frame.length; at += 1) {
    if (frame[at] === '{') depth += 1;
    if (frame[at] === '}') depth -= 1;
    if (depth === 0) return at;
  }
  return -1;
};

/** The alternatives between the braces, those within inner braces left alone. */
const alternatives = (inside: string): readonly string[] => {
  const parts = [''];
  let depth = 0;
  for (const character of inside) {
    if (character === '{') depth += 1;
    if (character === '}') depth -= 1;
    if (character === '|' && depth === 0) parts.push('');
    else parts[parts.length - 1] += character;
  }
  return parts;
};

/** The frame with each `{a|b}` and `{name}` replaced by one of its fillings. */
const fill = (frame: string, slots: Slots, random: Random): string => {
  const open = frame.indexOf('{');
  const close = open < 0 ? -1 : closing(frame, open);
  if (close < 0) return frame;
  const inside = frame.slice(open + 1, close);
  const options = slots.get(inside) ?? alternatives(inside);
  const chosen = options.length === 1 && !slots.has(inside) ? `{${inside}}` : (options[random.below(options.length)] ?? '');
  return (
    frame.slice(0, open) +
    (chosen.startsWith('{') && options.length === 1 ? chosen : fill(chosen, slots, random)) +
    fill(frame.slice(close + 1), slots, random)
  );
};

const labelOf = (line: string): readonly [Severity, Category] => {
  const [severity, category] = line.slice(1, -1).split(' ');
  const known = severities.find((each) => each === severity);
  const kind = categories.find((each) => each === category);
  if (known === undefined || kind === undefined) throw new Error(`no label: ${line}`);
  return [known, kind];
};

/** Every example, in the order of the files; no two that look alike to the model. */
export const readCorpus = (folder: URL): readonly Example[] => {
  const slots = readSlots(readFileSync(new URL('slots.words', folder), 'utf8'));
  const examples: Example[] = [];
  const seen = new Set<string>();
  let frame = 0;
  for (const file of readdirSync(folder).sort()) {
    if (!file.endsWith('.frames')) continue;
    const domain = file.replace('.frames', '');
    const most = perFrame(domain);
    let label: readonly [Severity, Category] = ['info', 'routine'];
    for (const line of readFileSync(new URL(file, folder), 'utf8').split('\n')) {
      if (line === '' || line.startsWith('#')) continue;
      if (/^\[(critical|warning|info) [a-z_]+\]$/.test(line)) {
        label = labelOf(line);
        continue;
      }
      frame += 1;
      // A seed of its own: what is written elsewhere changes nothing here.
      const random = seeded(slotOf(`${domain} ${line}`));
      let made = 0;
      for (let attempt = 0; attempt < most * tries && made < most; attempt += 1) {
        const text = fill(line, slots, random).replace(/ {2,}/g, ' ').trim();
        const template = maskMessage(text);
        const shown = featuresOf({ template, example: text })
          .all.map(({ name }) => name)
          .join();
        if (seen.has(shown)) continue;
        seen.add(shown);
        examples.push({ text, template, severity: label[0], category: label[1], domain, frame });
        made += 1;
      }
    }
  }
  return examples;
};
