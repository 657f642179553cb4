/** A map that forgets what was not used for long, a generation at a time: a lookup costs one, where an exact order of use costs three. */
export interface Generations<Value> {
  get(key: string): Value | undefined;
  set(key: string, value: Value): void;
}

/** Holds at most `capacity` entries, and at least the half of them that were used last; `letGo` hears how many are forgotten. */
export const generations = <Value>(capacity: number, letGo: (count: number) => void = () => undefined): Generations<Value> => {
  const half = Math.ceil(capacity / 2);
  let young = new Map<string, Value>();
  let old = new Map<string, Value>();
  const set = (key: string, value: Value): void => {
    if (young.size >= half && !young.has(key)) {
      if (old.size > 0) letGo(old.size);
      old = young;
      young = new Map();
    }
    young.set(key, value);
    old.delete(key);
  };
  return {
    get: (key) => {
      const value = young.get(key);
      if (value !== undefined) return value;
      const before = old.get(key);
      if (before !== undefined) set(key, before);
      return before;
    },
    set,
  };
};
