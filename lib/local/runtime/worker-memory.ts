/** The memory of an environment: what lives in its heap and in buffers outside it, against what the function was given. */
import v8 from 'node:v8';
import vm from 'node:vm';

/** As of a process that was killed by a signal. */
export const killedExitCode = 137;

const usedBytes = (): number => {
  const { used_heap_size: heap, external_memory: outside } = v8.getHeapStatistics();
  return heap + outside;
};

/** Buffers are given back by the collection after the one that finds them dead. */
const collections = 3;

/** Gives the check that ends the environment when more lives than it may have; garbage does not count, so that the same run ends the same way. */
export const memoryGuard = (memoryMb: number): (() => void) => {
  const limit = memoryMb * 1024 * 1024;
  let collect: (() => void) | undefined;
  return () => {
    if (usedBytes() <= limit) return;
    v8.setFlagsFromString('--expose-gc');
    collect ??= vm.runInNewContext('gc') as () => void;
    for (let round = 0; round < collections && usedBytes() > limit; round += 1) collect();
    if (usedBytes() > limit) process.exit(killedExitCode);
  };
};
