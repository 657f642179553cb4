/** Alertmanager's silences: what is valid, what an update changes and what it replaces. */
import { InputError } from '#kernel/errors.ts';
import { type Matcher, matcherText, matches } from '#kernel/routing/matchers.ts';
import { patternOf } from '#kernel/routing/patterns.ts';
import type { Silence } from '#kernel/silence.ts';
import type { PostedSilence } from './case.ts';

const operatorOf = (isEqual: boolean, isRegex: boolean): Matcher['operator'] => (isEqual ? (isRegex ? '=~' : '=') : isRegex ? '!~' : '!=');

const matchersOf = (posted: PostedSilence): readonly Matcher[] | undefined => {
  const matchers = posted.matchers.map(({ name, value, isRegex = false, isEqual = true }) => ({
    name,
    operator: operatorOf(isEqual, isRegex),
    value,
  }));
  try {
    for (const { operator, value } of matchers) if (operator.endsWith('~')) patternOf(value);
  } catch (error) {
    if (error instanceof InputError) return undefined;
    throw error;
  }
  const isValid = matchers.length > 0 && matchers.every(({ name }) => name !== '');
  // A silence of everything that lacks a label would be a silence of nearly everything. Negative matchers are not suspected of it.
  const isNarrow = matchers.some((matcher) => matcher.operator.startsWith('!') || !matches(matcher, {}));
  return isValid && isNarrow ? matchers : undefined;
};

const textOf = (matchers: readonly Matcher[]): string => matchers.map(matcherText).join();

export class SilencesApi {
  readonly #silences = new Map<string, Silence>();
  readonly #ids = new Map<string, string>();

  readonly silences = async (): Promise<readonly Silence[]> => [...this.#silences.values()];

  /** Times of the post are relative to `t0`. */
  post(posted: PostedSilence, t0: number, now: number): void {
    const matchers = matchersOf(posted);
    const startsAt = posted.startsAtMs === undefined ? now : t0 + posted.startsAtMs;
    const endsAt = t0 + posted.endsAtMs;
    const known = posted.update === undefined ? undefined : this.#silences.get(this.#ids.get(posted.update) ?? '');
    if (matchers === undefined || startsAt >= endsAt || endsAt < now || (posted.update !== undefined && known === undefined)) return;
    if (known !== undefined && isChange(known, { matchers, startsAt, endsAt }, now)) {
      this.#put({ ...known, startsAt, endsAt, updatedAt: now, version: known.version + 1 }, posted.ref);
      return;
    }
    if (known !== undefined) this.#end(known, now);
    const id = `silence-${this.#silences.size}`;
    this.#put(
      { id, matchers, startsAt: Math.max(startsAt, now), endsAt, createdBy: 'case', comment: '', updatedAt: now, version: 1 },
      posted.ref,
    );
  }

  expire(ref: string, now: number): void {
    const known = this.#silences.get(this.#ids.get(ref) ?? '');
    if (known !== undefined) this.#end(known, now);
  }

  #end(silence: Silence, now: number): void {
    if (now < silence.endsAt) this.#put({ ...silence, startsAt: Math.min(silence.startsAt, now), endsAt: now, updatedAt: now });
  }

  #put(silence: Silence, ref?: string): void {
    this.#silences.set(silence.id, silence);
    if (ref !== undefined) this.#ids.set(ref, silence.id);
  }
}

/** Whether an update may change the silence it names; if not, it replaces it. */
const isChange = (known: Silence, next: Pick<Silence, 'matchers' | 'startsAt' | 'endsAt'>, now: number): boolean => {
  if (textOf(known.matchers) !== textOf(next.matchers) || known.endsAt < now) return false;
  if (now < known.startsAt) return next.startsAt >= now;
  return Math.floor(known.startsAt / 1000) === Math.floor(next.startsAt / 1000) && next.endsAt >= now;
};
