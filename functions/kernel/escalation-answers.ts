/** What a waiting escalation is told, and by whom it is found. Whoever tells it writes first and looks for the token then; the workflow keeps its token first and looks then. */
import type { Incident } from './incident.ts';
import type { PendingAnswer, ResponseStore, Workflows } from './ports.ts';
import { escalationName } from './workflow-names.ts';

/** What telling needs of the outside world. */
export interface TellPorts {
  readonly store: Pick<ResponseStore, 'pending'>;
  readonly workflows: Pick<Workflows, 'complete'>;
}

/**
 * What ends a wait early: an answer; `grown`, another critical alert joined what is in hand; `reconsider`, what kept people from
 * being told may be over; `end`, the incident was opened again and has another escalation.
 */
export interface EscalationAnswer {
  readonly outcome: 'acknowledged' | 'resolved' | 'grown' | 'reconsider' | 'end';
  readonly by: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/** `answer`: at a level; `resolution`: while an acknowledgement holds; `suppression`: while a silence or maintenance does. */
export const waits = ['answer', 'resolution', 'suppression'] as const;
export type Wait = (typeof waits)[number];

/** Which outcomes mean something to which wait. */
const ends: Readonly<Record<Wait, readonly EscalationAnswer['outcome'][]>> = {
  answer: ['acknowledged', 'resolved', 'end'],
  resolution: ['grown', 'resolved', 'end'],
  suppression: ['acknowledged', 'reconsider', 'resolved', 'end'],
};

/** Under this id an escalation waits, by the name of its execution, with `detail.waitingFor`. Each opening of an incident has its own: a late step of an earlier one takes no token away. */
export const escalationPendingId = (execution: string): string => `escalation-${execution}`;

const pendingOf = (store: TellPorts['store'], { id, reopenCount }: Incident): Promise<PendingAnswer | undefined> =>
  store.pending(escalationPendingId(escalationName(id, reopenCount)));

const waitOf = (pending: PendingAnswer): Wait => waits.find((wait) => wait === pending.detail?.['waitingFor']) ?? 'answer';

/** Tells the escalation that speaks for the incident; one that waits no longer, or not for this, is left alone. */
export const tellEscalation = async (ports: TellPorts, incident: Incident, answer: EscalationAnswer): Promise<void> => {
  const pending = await pendingOf(ports.store, incident);
  if (pending === undefined || !ends[waitOf(pending)].includes(answer.outcome)) return;
  await ports.workflows.complete(pending.taskToken, answer);
};

/** Escalations looked at when a silence ends early; those beyond it go on when it would have ended, or at their next look. */
const mostWoken = 1_000;

/**
 * A silence ends before its time, or holds for less than before: escalations that wait for it look again at once. Call it after the silence is written;
 * calling it again is harmless. Says how many were woken.
 */
export const wakeEscalations = async (
  ports: { readonly store: Pick<ResponseStore, 'pending' | 'incidents'>; readonly workflows: Pick<Workflows, 'complete'> },
  cause: { readonly silenceId: string; readonly by: string; readonly at: number },
): Promise<number> => {
  let woken = 0;
  for (const incident of await ports.store.incidents({ status: 'open', limit: mostWoken })) {
    const pending = await pendingOf(ports.store, incident);
    if (pending === undefined || waitOf(pending) !== 'suppression') continue;
    if (!pending.detail?.['silences']?.split(' ').includes(cause.silenceId)) continue;
    const answer: EscalationAnswer = { outcome: 'reconsider', by: cause.by, at: cause.at };
    if (await ports.workflows.complete(pending.taskToken, answer)) woken += 1;
  }
  return woken;
};
