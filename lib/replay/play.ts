/** Plays a script against the local cloud: each request at its time, each person's answer at theirs. */
import type { ReplayCloud } from './cloud.ts';
import { asScripted, type Conduct } from './conduct.ts';
import { elapsedText } from './duration.ts';
import { actorFor } from './people.ts';
import type { Progress } from './progress.ts';
import type { RecordedRequest } from './recording.ts';
import type { PersonAnswer, Played } from './report.ts';
import type { Script } from './script.ts';

/** A request to be sent at `dueAt`; `firstAt` when it was sent before. Times in milliseconds since the epoch. */
interface Due {
  readonly request: RecordedRequest;
  readonly dueAt: number;
  readonly attempts: number;
  readonly firstAt?: number;
}

/** Sends requests as they fall due, and those again that the conduct wants sent again. */
const sender = (cloud: ReplayCloud, conduct: Conduct, sentOne: () => void) => {
  const answers: Record<string, number> = {};
  const scripted: Due[] = [];
  let next = 0;
  let again: readonly Due[] = [];
  let resent = 0;
  let dropped = 0;
  /** What is due first until then; of two at once the one that is sent again. */
  const takeDue = (until: number): Due | undefined => {
    const [repeated] = again;
    const fresh = scripted[next];
    if (repeated !== undefined && repeated.dueAt <= until && repeated.dueAt <= (fresh?.dueAt ?? until)) {
      again = again.slice(1);
      return repeated;
    }
    if (fresh === undefined || fresh.dueAt > until) return undefined;
    next += 1;
    return fresh;
  };
  const send = async ({ request, attempts, firstAt = cloud.now() }: Due): Promise<void> => {
    const { method, path, headers, body } = request;
    const { status } = await cloud.request({ method, path, headers, body });
    answers[status] = (answers[status] ?? 0) + 1;
    const dueAt = conduct.resendAt({ status, attempts, firstAt, now: cloud.now() });
    if (dueAt !== undefined) again = [...again, { request, attempts: attempts + 1, firstAt, dueAt }].toSorted((a, b) => a.dueAt - b.dueAt);
    else if (status >= 400) dropped += 1;
    if (attempts === 1) sentOne();
    else resent += 1;
  };
  return {
    answers,
    /** Requests later than all before them, each at its time after `startAt`. */
    plan: (requests: readonly RecordedRequest[], startAt: number): void => {
      for (const request of requests) scripted.push({ request, dueAt: startAt + request.at, attempts: 1 });
    },
    /** Lets time pass; what falls due meanwhile is sent. */
    passTo: async (timeMs: number): Promise<void> => {
      for (let due = takeDue(timeMs); due !== undefined; due = takeDue(timeMs)) {
        await cloud.advanceTo(Math.max(due.dueAt, cloud.now()));
        await send(due);
      }
      await cloud.advanceTo(Math.max(timeMs, cloud.now()));
    },
    counts: () => ({ resent, dropped }),
  };
};

/** The requests until each person's act, and those after the last. */
const chaptersOf = ({ requests, people, followsPeople }: Script): readonly (readonly RecordedRequest[])[] => {
  if (!followsPeople) return [requests];
  const ends = [...people.map(({ at }) => at), Number.POSITIVE_INFINITY];
  return ends.map((end, index) => requests.filter(({ at }) => at <= end && at > (ends[index - 1] ?? Number.NEGATIVE_INFINITY)));
};

/** Resolves when everything sent has been worked off and the script's time is over. */
export const play = async (cloud: ReplayCloud, script: Script, progress: Progress, conduct: Conduct = asScripted): Promise<Played> => {
  let sent = 0;
  const { answers, plan, passTo, counts } = sender(cloud, conduct, () => {
    sent += 1;
    progress.at(cloud.now() - script.startAt, sent, script.requests.length);
  });
  const [beginning = [], ...chapters] = chaptersOf(script);
  plan(beginning, script.startAt);
  const people: PersonAnswer[] = [];
  let lateMs = 0;
  for (const [index, action] of script.people.entries()) {
    const at = script.startAt + action.at;
    await conduct.untilActing(index, at, { cloud, passTo });
    lateMs = Math.max(lateMs, cloud.now() - at);
    const actedAt = cloud.now();
    const act = actorFor(cloud, action);
    const status = await conduct.insist(act, { cloud, passTo });
    const { person, does, by } = action;
    people.push({ at: actedAt, person, does, by, status });
    progress.note(`${elapsedText(actedAt - script.startAt)}  ${person} ${does}s${status === 0 ? ': nothing to answer' : ` (${status})`}`);
    plan(chapters[index] ?? [], script.startAt + lateMs);
  }
  await passTo(script.startAt + script.endsAt + lateMs + conduct.restMs);
  await cloud.settle();
  const { title, description, startAt } = script;
  return { title, description, startAt, endedAt: cloud.now(), answers, people, ...conduct.told(counts()) };
};
