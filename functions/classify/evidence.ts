/** Evidence beside a message's words: the status, exit code or reason it carries, in words that rules and models read. */
import { attributeText } from '#kernel/resource.ts';
import type { LogSignal } from '#kernel/signal.ts';

/** gRPC's codes (https://grpc.io/docs/guides/status-codes/) that speak of a failure of the system; the others are the caller's. */
const grpcFailures: Readonly<Record<string, string>> = {
  2: 'unknown error',
  4: 'deadline exceeded',
  7: 'permission denied',
  8: 'resource exhausted',
  13: 'internal error',
  14: 'unavailable',
  15: 'data loss',
  16: 'unauthenticated',
};

const httpWords = (status: number): string => {
  if (status >= 500 && status <= 599) return 'http server error';
  if (status === 429) return 'http too many requests';
  if (status === 401 || status === 403) return 'http access denied';
  return '';
};

/** What shells and container runtimes report: 128 and the signal that ended the process. */
const exitWords = (code: number): string => {
  if (code === 0) return '';
  if (code === 137) return 'exit code killed';
  if (code === 139) return 'exit code segmentation fault';
  if (code === 134) return 'exit code aborted';
  return code === 143 || code === 130 ? 'exit code terminated' : 'exit code failure';
};

const isDigit = (code: number): boolean => code >= 48 && code <= 57;

/** The number of at most three digits that follows `word` within a few characters that are no letters; -1 where none does. */
const numberAfter = (text: string, word: string, skipped = ''): number => {
  const found = text.indexOf(word);
  if (found < 0) return -1;
  let at = found + word.length;
  if (skipped !== '') while (at < text.length && skipped.includes(text[at] ?? '')) at += 1;
  for (const limit = at + 4; at < limit && !isDigit(text.charCodeAt(at)); at += 1) {
    const code = text.charCodeAt(at) | 32;
    if (code >= 97 && code <= 122) return -1;
  }
  let digits = 0;
  while (isDigit(text.charCodeAt(at + digits)) && digits < 4) digits += 1;
  return digits === 0 || digits > 3 ? -1 : Number(text.slice(at, at + digits));
};

const inText = (text: string): string => {
  if (text.includes('tatus') || text.includes('HTTP/')) {
    const status = Math.max(
      numberAfter(text, 'tatus'),
      numberAfter(text, 'tatus code'),
      numberAfter(text, 'tatus_code'),
      numberAfter(text, 'HTTP/', '0123456789.'),
    );
    const words = text.includes('exit status') ? '' : httpWords(status);
    if (words !== '') return words;
  }
  if (!text.includes('exit')) return '';
  const code = Math.max(
    numberAfter(text, 'exit code'),
    numberAfter(text, 'exit status'),
    numberAfter(text, 'exited with code'),
    numberAfter(text, 'exited with status'),
  );
  return code > 0 ? exitWords(code) : '';
};

/** NaN where there is none. */
const numberIn = (signal: LogSignal, name: string): number => Number(attributeText(signal.attributes, name));

const grpcWords = (code: number): string => (grpcFailures[code] === undefined ? '' : `grpc ${grpcFailures[code]}`);

/** A reason is a word, as Kubernetes' `BackOff`. */
const maxReason = 40;

const reasonWord = (reason: string | undefined): string =>
  reason !== undefined && reason.length <= maxReason && /^[A-Za-z]+$/.test(reason) ? reason : '';

/** Empty where a log carries none. Bounded: what may stand here is enumerated, but for the reason. */
export const evidenceOf = (signal: LogSignal, text: string): string => {
  const { attributes } = signal;
  const words: string[] = [];
  const add = (more: string): void => {
    if (more !== '' && !words.includes(more)) words.push(more);
  };
  for (const name in attributes) {
    if (name === 'http.response.status_code' || name === 'http.status_code') add(httpWords(numberIn(signal, name)));
    else if (name === 'rpc.grpc.status_code') add(grpcWords(numberIn(signal, name)));
    else if (name === 'process.exit.code' || name === 'exit_code') add(exitWords(numberIn(signal, name)));
    else if (name === 'k8s.event.reason') add(reasonWord(attributeText(attributes, name)));
  }
  if (words.length === 0) add(inText(text));
  return words.sort().join(', ');
};
