/** How far a replay is, on stderr: one living line on a terminal, now and then a line elsewhere. */
import { elapsedText } from './duration.ts';
import { grouped } from './text-table.ts';

/** Whoever waits is told what is being done. */
export interface Progress {
  /** A step that takes a while has begun. */
  step(text: string): void;
  /** The replay is at this time (ms since its start) and has sent so many requests of so many. */
  at(elapsedMs: number, sent: number, total: number): void;
  /** Something worth a line of its own. */
  note(text: string): void;
  done(text: string): void;
}

interface Terminal {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

const sparseMs = 5 * 60_000;
const clearLine = '\r\x1b[K';

const living = (terminal: Terminal): Progress => ({
  step: (text) => terminal.write(`${clearLine}${text} …`),
  at: (elapsedMs, sent, total) => terminal.write(`${clearLine}${elapsedText(elapsedMs)}  ${grouped(sent)} of ${grouped(total)} requests`),
  note: (text) => terminal.write(`${clearLine}${text}\n`),
  done: (text) => terminal.write(`${clearLine}${text}\n\n`),
});

const sparse = (terminal: Terminal): Progress => {
  let nextMs = 0;
  return {
    step: (text) => terminal.write(`${text}\n`),
    at: (elapsedMs, sent, total) => {
      if (elapsedMs < nextMs) return;
      nextMs = elapsedMs + sparseMs;
      terminal.write(`${elapsedText(elapsedMs)}  ${grouped(sent)} of ${grouped(total)} requests\n`);
    },
    note: (text) => terminal.write(`${text}\n`),
    done: (text) => terminal.write(`${text}\n`),
  };
};

const silent: Progress = { step: () => undefined, at: () => undefined, note: () => undefined, done: () => undefined };

/** `quiet` says nothing at all. */
export const progressOn = (terminal: Terminal, quiet: boolean): Progress =>
  quiet ? silent : terminal.isTTY === true ? living(terminal) : sparse(terminal);
