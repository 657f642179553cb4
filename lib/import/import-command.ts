/** `warden import`: writes our policy from an `alertmanager.yml`, and says what it could not carry over. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseDocument, stringify } from 'yaml';
import { InputError } from '#kernel/errors.ts';
import { UsageError } from '../replay/usage-error.ts';
import { type ImportedPolicy, importAlertmanager } from './alertmanager/import-alertmanager.ts';

export interface ImportOptions {
  /** Folder to write to; printed when absent. */
  readonly out?: string;
  readonly escalation: string;
}

/** Somebody's configuration is a few pages; a bomb is not. */
const longestFile = 5_000_000;

const configOf = (file: string): unknown => {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    throw new UsageError(`${file}: cannot be read`);
  }
  if (text.length > longestFile) throw new UsageError(`${file}: is longer than any configuration`);
  const document = parseDocument(text);
  const [problem] = document.errors;
  if (problem !== undefined) throw new UsageError(`${file}: ${problem.message.split('\n')[0]}`);
  try {
    return document.toJS({ maxAliasCount: 1_000 });
  } catch (error) {
    throw new UsageError(`${file}: ${(error as Error).message.split('\n')[0]}`);
  }
};

const imported = (file: string, { escalation }: ImportOptions): ImportedPolicy => {
  try {
    return importAlertmanager(configOf(file), { escalation });
  } catch (error) {
    if (error instanceof InputError) throw new UsageError(`${file}: ${error.message}`);
    throw error;
  }
};

const yamlOf = (value: unknown): string => stringify(value, { lineWidth: 140, singleQuote: true });

/** The two files, with what their reader must know in front. */
const filesOf = ({ routes, channels }: ImportedPolicy): readonly (readonly [name: string, text: string])[] => [
  [
    'routes.yaml',
    `# yaml-language-server: $schema=./routes.schema.json\n# Which alerts belong together and who hears of them; written by \`warden import\`.\n${yamlOf(routes)}`,
  ],
  [
    'channels.yaml',
    `# yaml-language-server: $schema=./channels.schema.json\n# Add these to the channels that policy/channels.yaml has: escalation.yaml speaks of those.\n${yamlOf({ channels })}`,
  ],
];

const save = (folder: string, files: ReturnType<typeof filesOf>): void => {
  const taken = files.map(([name]) => join(folder, name)).find((path) => existsSync(path));
  if (taken !== undefined) throw new UsageError(`${taken} is there already: give another --out`);
  try {
    mkdirSync(folder, { recursive: true });
    for (const [name, text] of files) writeFileSync(join(folder, name), text);
  } catch (error) {
    throw new UsageError(`${folder}: cannot be written (${(error as NodeJS.ErrnoException).code ?? 'unknown'})`);
  }
};

/** Prints or writes the files, and the notes on stderr. UsageError for what is no Alertmanager configuration. */
export const importCommand = (file: string, options: ImportOptions): void => {
  const policy = imported(file, options);
  const files = filesOf(policy);
  if (options.out === undefined) process.stdout.write(files.map(([name, text]) => `# ${name}\n${text}`).join('---\n'));
  else save(options.out, files);
  const { notes } = policy;
  if (notes.length > 0) process.stderr.write(`${notes.length} ${notes.length === 1 ? 'thing needs' : 'things need'} a look:\n`);
  for (const { place, text } of notes) process.stderr.write(`  ${place} ${text}\n`);
};
