/** Reads what nobody has given a type: bodies of calls, and what stand-ins keep as they were sent it. */
import type { StandInRequest } from '#lib/local/stand-ins/index.ts';
import { jsonObject } from '#lib/local/stand-ins/script.ts';

/** What stands at a path of names and indexes; undefined where nothing does. */
export const at = (value: unknown, ...path: readonly (string | number)[]): unknown =>
  path.reduce<unknown>((inner, name) => Reflect.get(Object(inner), name), value);

/** The same where it is text; '' otherwise. */
export const textAt = (value: unknown, ...path: readonly (string | number)[]): string => {
  const found = at(value, ...path);
  return typeof found === 'string' ? found : '';
};

/** A call's body; empty where it has none. */
export const bodyOf = ({ body }: StandInRequest): Readonly<Record<string, unknown>> => jsonObject(body) ?? {};
