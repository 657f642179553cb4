/** Plays a script against the local cloud: each request at its time, each person's answer at theirs. */
import type { ReplayCloud } from './cloud.ts';
import { asScripted, type Conduct } from './conduct.ts';
import { elapsedText } from './duration.ts';
import { actFor } from './people.ts';
import type { Progress } from './progress.ts';
import type { RecordedRequest } from './recording.ts';
import type { PersonAnswer, Played } from './report.ts';
import type { Script } from './script.ts';
import type { PersonAction } from './story-file.ts';

type Step = { readonly at: number; readonly request: RecordedRequest } | { readonly at: number; readonly action: PersonAction };

/** In order of time; a person reacts to what was there at that moment. */
const stepsOf = (script: Script): readonly Step[] => {
  const requests = script.requests.map((request) => ({ at: request.at, request }));
  const actions = script.people.map((action) => ({ at: action.at, action }));
  return [...requests, ...actions].sort((a, b) => a.at - b.at);
};

/** A request that was sent and not taken; times in milliseconds since the epoch. */
interface Pending {
  readonly request: RecordedRequest;
  readonly attempts: number;
  readonly firstAt: number;
  readonly dueAt: number;
}

/** Sends requests, and those again that the conduct wants sent again. */
const sender = (cloud: ReplayCloud, conduct: Conduct) => {
  const answers: Record<string, number> = {};
  let pending: readonly Pending[] = [];
  let resent = 0;
  let dropped = 0;
  const send = async (request: RecordedRequest, attempts = 1, firstAt = cloud.now()): Promise<void> => {
    const { method, path, headers, body } = request;
    const { status } = await cloud.request({ method, path, headers, body });
    answers[status] = (answers[status] ?? 0) + 1;
    const dueAt = conduct.resendAt({ status, attempts, firstAt, now: cloud.now() });
    if (dueAt !== undefined)
      pending = [...pending, { request, attempts: attempts + 1, firstAt, dueAt }].toSorted((a, b) => a.dueAt - b.dueAt);
    else if (status >= 400) dropped += 1;
  };
  /** Lets time pass; what is due to be sent again meanwhile is. */
  const passTo = async (timeMs: number): Promise<void> => {
    for (let [next] = pending; next !== undefined && next.dueAt <= timeMs; [next] = pending) {
      pending = pending.slice(1);
      await cloud.advanceTo(next.dueAt);
      resent += 1;
      await send(next.request, next.attempts, next.firstAt);
    }
    await cloud.advanceTo(timeMs);
  };
  return { answers, send: (request: RecordedRequest) => send(request), passTo, counts: () => ({ resent, dropped }) };
};

/** Resolves when everything sent has been worked off and the script's time is over. */
export const play = async (cloud: ReplayCloud, script: Script, progress: Progress, conduct: Conduct = asScripted): Promise<Played> => {
  const { answers, send, passTo, counts } = sender(cloud, conduct);
  const people: PersonAnswer[] = [];
  let sent = 0;
  // What a recording shows after somebody acted follows from it: when they act later, so does it come later.
  let lateMs = 0;
  for (const step of stepsOf(script)) {
    const at = script.startAt + step.at + lateMs;
    if ('request' in step) {
      await passTo(at);
      await send(step.request);
      sent += 1;
    } else {
      await conduct.untilActing(people.length, at, { cloud, passTo });
      lateMs += Math.max(0, cloud.now() - at);
      const { person, does, by } = step.action;
      const actedAt = cloud.now();
      const status = await conduct.insist(() => actFor(cloud, step.action), { cloud, passTo });
      people.push({ at: actedAt, person, does, by, status });
      progress.note(`${elapsedText(actedAt - script.startAt)}  ${person} ${does}s${status === 0 ? ': nothing to answer' : ` (${status})`}`);
    }
    progress.at(step.at, sent, script.requests.length);
  }
  await passTo(script.startAt + script.endsAt + lateMs + conduct.restMs);
  await cloud.settle();
  const { title, description, startAt } = script;
  return { title, description, startAt, endedAt: cloud.now(), answers, people, ...conduct.told(counts()) };
};
