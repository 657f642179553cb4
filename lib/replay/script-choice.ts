/** What a command is told to play: saved events, generated load, or both. */
import { generatedScript } from './load/generated-script.ts';
import { joinScripts, readScript, type Script } from './script.ts';

export interface ScriptChoice {
  /** Signals to generate, and the seed of what they say; as typed. */
  readonly generate?: string;
  readonly seed?: string;
}

/** Saved events, then generated load. UsageError for what is no number or cannot be read. */
export const scriptOf = (paths: readonly string[], { generate, seed = '1' }: ScriptChoice): Script => {
  if (generate === undefined) return joinScripts(paths.map(readScript));
  return joinScripts([...paths.map(readScript), generatedScript({ signals: Number(generate), seed })]);
};

/** The same choice as words of a command. */
export const scriptArguments = (paths: readonly string[], { generate, seed }: ScriptChoice): readonly string[] =>
  generate === undefined ? paths : [...paths, '--generate', generate, ...(seed === undefined || seed === '1' ? [] : ['--seed', seed])];
