/** Plays a script against the local cloud: each request at its time, each person's answer at theirs. */
import type { ReplayCloud } from './cloud.ts';
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

/** Resolves when everything sent has been worked off and the script's time is over. */
export const play = async (cloud: ReplayCloud, script: Script, progress: Progress): Promise<Played> => {
  const answers: Record<string, number> = {};
  const people: PersonAnswer[] = [];
  let sent = 0;
  for (const step of stepsOf(script)) {
    await cloud.advanceTo(script.startAt + step.at);
    if ('request' in step) {
      const { method, path, headers, body } = step.request;
      const { status } = await cloud.request({ method, path, headers, body });
      answers[status] = (answers[status] ?? 0) + 1;
      sent += 1;
    } else {
      const { person, does, by } = step.action;
      const status = await actFor(cloud, step.action);
      people.push({ at: script.startAt + step.at, person, does, by, status });
      progress.note(`${elapsedText(step.at)}  ${person} ${does}s${status === 0 ? ': nothing to answer' : ` (${status})`}`);
    }
    progress.at(step.at, sent, script.requests.length);
  }
  await cloud.advanceTo(script.startAt + script.endsAt);
  await cloud.settle();
  const { title, description, startAt } = script;
  return { title, description, startAt, endedAt: cloud.now(), answers, people };
};
