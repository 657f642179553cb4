/** Plays seeds in processes of their own, a few at a time. */
import { type ChildProcess, fork } from 'node:child_process';
import type { SeedOrder, SeedOutcome, SeedTask } from './seed-process.ts';

const entry = new URL('./seed-process.ts', import.meta.url);

/** One order, answered by the process or by its end. */
const played = (child: ChildProcess, order: SeedOrder): Promise<SeedOutcome> =>
  new Promise((resolve) => {
    const settle = (outcome: SeedOutcome): void => {
      child.off('message', settle);
      child.off('exit', died);
      resolve(outcome);
    };
    const died = (): void => settle({ choice: order.choice, wrong: ['its process ended before it'], injected: {} });
    child.on('message', settle);
    child.on('exit', died);
    child.send(order);
  });

/** Plays all orders; `onOutcome` hears of each as it comes. */
export const playSeeds = async (
  task: SeedTask,
  orders: readonly SeedOrder[],
  jobs: number,
  onOutcome: (outcome: SeedOutcome) => void,
): Promise<void> => {
  const left = [...orders];
  const start = (): ChildProcess => {
    const child = fork(entry, { serialization: 'advanced' });
    child.send(task);
    return child;
  };
  const work = async (): Promise<void> => {
    let child = start();
    for (let order = left.shift(); order !== undefined; order = left.shift()) {
      if (!child.connected) child = start();
      onOutcome(await played(child, order));
    }
    child.disconnect();
  };
  await Promise.all(Array.from({ length: Math.min(jobs, orders.length) }, work));
};
