/** A player with a thread of its own: so many runs go on at once as there are processors. */
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { Player } from './player.ts';
import type { Performance } from './run.ts';
import type { Stage } from './stage.ts';

/** What a thread is told of the stage; the rest follows from it. */
export type Part = Pick<Stage, 'assembly' | 'prefix' | 'policy' | 'rule'>;

/** One answer to one question; rejects with what the thread died of. */
const ask = async (thread: Worker, question: unknown): Promise<unknown> => {
  thread.postMessage(question);
  const [answer] = (await once(thread, 'message')) as [unknown];
  return answer;
};

export const threadedPlayer = ({ assembly, prefix, policy, rule }: Part): Player => {
  let thread: Worker | undefined;
  const open = (): Worker => {
    const made = new Worker(new URL('./player-thread.ts', import.meta.url), {
      workerData: { assembly, prefix, policy, rule } satisfies Part,
    });
    made.once('exit', () => {
      thread = undefined;
    });
    return made;
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
