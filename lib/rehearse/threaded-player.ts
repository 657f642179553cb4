/** A player with a thread of its own: so many runs go on at once as there are processors. */
import { Worker } from 'node:worker_threads';
import type { Player } from './player.ts';
import type { Performance } from './run.ts';
import type { Stage } from './stage.ts';

/** What a thread is told of the stage; the rest follows from it. */
export type Part = Pick<Stage, 'assembly' | 'prefix' | 'policy' | 'rule'>;

/** One answer to one question; rejects with what the thread died of. */
const ask = (thread: Worker, question: unknown): Promise<unknown> =>
  new Promise((resolve, reject) => {
    const ended = (): void => reject(new Error('The thread that plays the runs has ended.'));
    thread.once('error', reject);
    thread.once('exit', ended);
    thread.once('message', (answer: unknown) => {
      thread.off('error', reject);
      thread.off('exit', ended);
      resolve(answer);
    });
    thread.postMessage(question);
  });

export const threadedPlayer = ({ assembly, prefix, policy, rule }: Part): Player => {
  let thread: Worker | undefined;
  const open = (): Worker => {
    const made = new Worker(new URL('./player-thread.ts', import.meta.url), {
      workerData: { assembly, prefix, policy, rule } satisfies Part,
    });
    const forget = (): void => {
      thread = undefined;
    };
    return made.once('error', forget).once('exit', forget);
  };
  return {
    perform: async (order) => {
      thread ??= open();
      return (await ask(thread, order)) as Performance;
    },
    close: async () => {
      if (thread === undefined) return;
      const closing = thread;
      await ask(closing, 'close');
      await closing.terminate();
    },
  };
};
