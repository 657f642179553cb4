/** Identity of a condition: a hash of the labels that say what is wrong and where. */
import { createHash } from 'node:crypto';

/** What is wrong and where, by label name. */
export type Labels = Readonly<Record<string, string>>;

/** 16 hex digits over the sorted labels; NUL separates, as no label may hold one, so labels cannot run into each other. Empty labels do not count, as in Alertmanager. */
export const fingerprint = (labels: Labels): string => {
  const hash = createHash('sha256');
  for (const name of Object.keys(labels).sort()) {
    const value = labels[name] ?? '';
    if (value !== '') hash.update(`${name.replaceAll('\0', '')}\0${value.replaceAll('\0', '')}\0`);
  }
  return hash.digest('hex').slice(0, 16);
};

/** A short id that follows from what caused a thing: 20 hex digits over its parts, separated so that they cannot run into each other. */
export const idFrom = (...parts: readonly string[]): string =>
  createHash('sha256')
    .update(parts.map((part) => `${part.length}:${part}`).join(''))
    .digest('hex')
    .slice(0, 20);
