/** What a number means by the words before it: HTTP status, exit code, negative return. */
import type { Token } from './tokens.ts';

const http = new Set(['http', 'status', 'code', 'response', 'returned', 'responded', 'https', 'statuscode', 'answered', 'got']);
const exits = new Set(['exit', 'exited', 'exits', 'exitcode', 'exiting']);
const returns = new Set(['rc', 'ret', 'retval', 'return', 'returned', 'errno', 'err', 'error', 'result', 'code', 'status']);
/** Words looked at before the number. */
const window = 3;

/** 128 + signal, which is how shells and containers report a killed process. */
const exitName = (value: number): string => {
  if (value === 0) return 'exit 0';
  if (value === 137) return 'exit 137';
  if (value === 143 || value === 130) return 'exit on request';
  return value > 128 && value < 160 ? 'exit by signal' : 'exit with error';
};

/** The name of what the `at`th token says as a code; undefined for any other number. */
export const codeBefore = (tokens: readonly Token[], at: number): string | undefined => {
  const value = tokens[at]?.value;
  if (value === undefined || value.includes('.')) return undefined;
  const number = Number(value);
  const before = tokens
    .slice(Math.max(0, at - window), at)
    .filter((token) => token.isWord)
    .map((token) => token.text);
  if (before.some((word) => exits.has(word))) return exitName(number);
  if (/^[1-5]\d\d$/.test(value) && before.some((word) => http.has(word))) return `http ${value[0]}xx`;
  return number < 0 && returns.has(before.at(-1) ?? '') ? 'negative return' : undefined;
};
