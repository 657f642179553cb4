/** Works out something once for each of a few objects that many signals share. */

/** `make`, asked once an object, by identity. Neighbours share their resource and scope, so the last one is tried first. */
export const onceEach = <Key extends object, Result>(make: (key: Key) => Result): ((key: Key) => Result) => {
  const known = new Map<Key, Result>();
  let last: Key | undefined;
  let lastResult: Result;
  return (key) => {
    if (key === last) return lastResult;
    let result = known.get(key);
    if (result === undefined) {
      result = make(key);
      known.set(key, result);
    }
    last = key;
    lastResult = result;
    return result;
  };
};
