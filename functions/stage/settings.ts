/** Reads a function's environment once, at cold start. Plain code: a schema library would add a tenth to the front door's cold start. */
import { ConfigError } from '#kernel/errors.ts';

/** How a variable is read; undefined from `read` is a wrong value, `absent` what stands for none (without it there must be one). */
interface Setting<Value> {
  readonly read: (text: string) => Value | undefined;
  readonly absent?: () => Value;
}

type SettingsOf<Wanted> = { readonly [Name in keyof Wanted]: Wanted[Name] extends Setting<infer Value> ? Value : never };

/** Any text but none. */
export const text: Setting<string> = { read: (given) => (given === '' ? undefined : given) };

/** An absolute URL, as it is written. */
export const url: Setting<string> = { read: (given) => (URL.canParse(given) ? given : undefined) };

/** Zero or a positive integer. */
export const count: Setting<number> = { read: (given) => (/^\d{1,15}$/.test(given) ? Number(given) : undefined) };

/** One of a few words. */
export const oneOf = <const Word extends string>(...words: readonly Word[]): Setting<Word> => ({
  read: (given) => words.find((word) => word === given),
});

/** Undefined where the variable is not set. */
export const optional = <Value>({ read }: Setting<Value>): Setting<Value | undefined> => ({ read, absent: () => undefined });

/** The variables by name; ConfigError naming every one that is missing or wrong, never its value. */
export const readSettings = <const Wanted extends Readonly<Record<string, Setting<unknown>>>>(wanted: Wanted): SettingsOf<Wanted> => {
  const wrong: string[] = [];
  const entries = Object.entries(wanted).map(([name, { read, absent }]) => {
    const given = process.env[name];
    if (given === undefined && absent !== undefined) return [name, absent()] as const;
    const value = given === undefined ? undefined : read(given);
    if (value === undefined) wrong.push(`${name} is ${given === undefined ? 'missing' : 'wrong'}`);
    return [name, value] as const;
  });
  if (wrong.length > 0)
    throw new ConfigError(`The function's environment is incomplete: ${wrong.join('; ')}. Deploy again.`, { reason: 'settings' });
  return Object.fromEntries(entries) as SettingsOf<Wanted>;
};
