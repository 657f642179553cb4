/** Lines that are JSON or logfmt: their message and their level. */
import { levelNumber } from '#kernel/level-number.ts';

/** What a line says. */
export interface Line {
  readonly text: string;
  /** OpenTelemetry's; 0 where it names none. */
  readonly severityNumber: number;
}

const messageKeys = ['message', 'msg', 'log', 'error', 'event', '@m'];
const levelKeys = ['level', 'severity', 'lvl', 'log.level', 'levelname', '@l'];

/** Longer JSON is text. Characters. */
const maxJson = 16_384;

/** bunyan and pino count in tens: 10 trace, 60 fatal. */
const levelOfTens = (level: number): number =>
  level >= 10 && level <= 60 && level % 10 === 0 ? ([1, 5, 9, 13, 17, 21][level / 10 - 1] ?? 0) : 0;

const fieldsOf = (text: string): Readonly<Record<string, unknown>> | undefined => {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
};

const jsonLine = (text: string): Line | undefined => {
  const fields = fieldsOf(text);
  if (fields === undefined) return undefined;
  const message = messageKeys.map((key) => fields[key]).find((value): value is string => typeof value === 'string' && value !== '');
  if (message === undefined) return undefined;
  const level = levelKeys.map((key) => fields[key]).find((value) => typeof value === 'string' || typeof value === 'number');
  return { text: message, severityNumber: typeof level === 'number' ? levelOfTens(level) : levelNumber(level ?? '') };
};

/** The value that begins at `at`, quoted or not, and where it ends. */
const valueAt = (text: string, at: number): { readonly value: string; readonly end: number } => {
  if (text[at] !== '"') {
    const space = text.indexOf(' ', at);
    const end = space < 0 ? text.length : space;
    return { value: text.slice(at, end), end };
  }
  let end = at + 1;
  while (end < text.length && text[end] !== '"') end += text[end] === '\\' ? 2 : 1;
  return { value: text.slice(at + 1, end).replaceAll('\\"', '"'), end: Math.min(text.length, end + 1) };
};

const fieldAt = (text: string, name: string): number => {
  if (text.startsWith(`${name}=`)) return name.length + 1;
  const at = text.indexOf(` ${name}=`);
  return at < 0 ? -1 : at + name.length + 2;
};

const logfmtLine = (text: string): Line | undefined => {
  const at = fieldAt(text, 'msg');
  if (at < 0) return undefined;
  const level = fieldAt(text, 'level');
  const { value, end } = valueAt(text, at);
  return { text: `${value}${text.slice(end)}`, severityNumber: level < 0 ? 0 : levelNumber(valueAt(text, level).value) };
};

const logfmtStarts = ['time=', 'ts=', 'level=', 't=', 'timestamp='];

/** Undefined where a line is neither. */
export const structuredLine = (text: string): Line | undefined => {
  if (text.startsWith('{')) return text.length <= maxJson && text.trimEnd().endsWith('}') ? jsonLine(text) : undefined;
  return logfmtStarts.some((start) => text.startsWith(start)) ? logfmtLine(text) : undefined;
};
