/** Tokens that name a thing (a class, a file, a host, a user) rather than say what happened. */
import { tellingParts, troubleParts } from './telling-words.ts';
import { wildcard } from './tokens.ts';

const notLetters = /[^\p{L}]+/gu;
const around = /^[^\p{L}</\\]+|[^\p{L}>]+$/gu;

/** A token's letters alone: `node-<*>` and `node<*>` have the same. */
export const lettersOf = (token: string): string => token.replaceAll(wildcard, '').replace(notLetters, '');

/** `CONTAINER_REMOTE_LAUNCH` and `containerRemoteLaunch` have the same three. */
const partsOf = (token: string): readonly string[] =>
  token
    .replaceAll(/([a-z])([A-Z])/g, '$1 $2')
    .replaceAll(/([A-Z])([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z]+/)
    .filter((part) => part !== '');

/** `IOException`, `CONNECTION_TIMEOUT`. */
export const namesTrouble = (token: string): boolean => partsOf(token).some((part) => troubleParts.has(part));

/** Up to so many letters beside a number are a kind of thing, as in `eth<*>` and `wlan<*>`; more are its name. */
const maxPrefix = 4;

/** `root_domain`, `java.io.File`, `onExtend`, `<*>.log`; not `failed`, `HTTPS`, `eth<*>`, or what names a trouble: `java.io.IOException`. */
export const isIdentifier = (token: string): boolean => {
  if (token === wildcard) return true;
  const bare = token.replace(around, '');
  if (namesTrouble(bare)) return false;
  if (/[._/\\@]|::/.test(bare)) return true;
  if (bare.includes(wildcard)) {
    const letters = lettersOf(bare).length;
    return letters > maxPrefix || letters === 0;
  }
  return /\p{Ll}\p{Lu}/u.test(bare);
};

/** Whether two names differ in a part that tells what happened: `onSleep` and `onWake`, `JOB_FAILED` and `JOB_SUCCEEDED`. */
export const areOpposed = (a: string, b: string): boolean => {
  const [ofA, ofB] = [partsOf(a), partsOf(b)];
  return (
    ofA.some((part) => tellingParts.has(part) && !ofB.includes(part)) || ofB.some((part) => tellingParts.has(part) && !ofA.includes(part))
  );
};
