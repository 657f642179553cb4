/** What a replay plays: found at a path, whatever form it is saved in. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { isCaseFolder, readCase } from './case-folder.ts';
import { parseRecording, type RecordedRequest } from './recording.ts';
import { type PersonAction, parseStory, type Story } from './story-file.ts';
import { UsageError } from './usage-error.ts';

/** Requests and people's answers in order of time; their times count from the start. */
export interface Script {
  readonly title: string;
  readonly description: string;
  /** Milliseconds since the epoch. */
  readonly startAt: number;
  /** Milliseconds since the start. */
  readonly endsAt: number;
  readonly people: readonly PersonAction[];
  readonly requests: readonly RecordedRequest[];
  /** Whether what was recorded after somebody acted shows what came of it: when they act later, it comes later. */
  readonly followsPeople: boolean;
}

/** When saved events without a time of their own are played. */
const someMorning = Date.parse('2026-11-02T09:00:00Z');
const betweenCasesMs = 1000;

const scriptOf = (story: Story, requests: readonly RecordedRequest[]): Script => {
  const lastMs = Math.max(requests.at(-1)?.at ?? 0, ...story.people.map((action) => action.at), story.endsAt ?? 0);
  const { title, description, startAt, people } = story;
  return {
    ...{ title, description: description.trim(), startAt, endsAt: lastMs },
    ...{ people: people.toSorted((a, b) => a.at - b.at), requests, followsPeople: true },
  };
};

const untold = (title: string): Story => ({ title, description: '', startAt: someMorning, people: [] });

const readRecordingFile = (file: string): Script => {
  const storyFile = join(dirname(file), 'story.yaml');
  const requests = parseRecording(readFileSync(file, 'utf8'), file);
  return scriptOf(existsSync(storyFile) ? parseStory(readFileSync(storyFile, 'utf8'), storyFile) : untold(basename(file)), requests);
};

/** Case folders at or below a folder, in order of name. */
const caseFolders = (folder: string): readonly string[] => {
  if (isCaseFolder(folder)) return [folder];
  const below = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return below
    .map((entry) => join(folder, entry.name))
    .sort()
    .flatMap(caseFolders);
};

const readFolder = (folder: string): Script => {
  const recording = join(folder, 'recording.jsonl');
  if (existsSync(recording)) return readRecordingFile(recording);
  const cases = caseFolders(folder);
  if (cases.length === 0) throw new UsageError(`${folder}: neither a story (recording.jsonl) nor saved events (input.json) in it`);
  const requests = cases.map((each, index) => readCase(each, index * betweenCasesMs));
  return scriptOf(untold(`${cases.length} saved ${cases.length === 1 ? 'event' : 'events'} of ${folder}`), requests);
};

/** A story's folder, a recording, a folder of saved events, or one of them. UsageError naming what is wrong where. */
export const readScript = (path: string): Script => {
  if (!existsSync(path)) throw new UsageError(`${path}: no such file or folder`);
  if (statSync(path).isDirectory()) return readFolder(path);
  if (path.endsWith('.jsonl')) return readRecordingFile(path);
  if (basename(path) === 'input.json') return readFolder(dirname(path));
  throw new UsageError(`${path}: not something to replay; give a recording (.jsonl), a story's folder or a folder of saved events`);
};

/** Scripts one after the other, as if they were one. */
export const joinScripts = (scripts: readonly Script[]): Script => {
  const [first, ...rest] = scripts;
  if (first === undefined) throw new UsageError('nothing to replay');
  return rest.reduce<Script>((joined, next) => {
    const shift = joined.endsAt + betweenCasesMs;
    return {
      title: `${joined.title}; ${next.title}`,
      description: [joined.description, next.description].filter((text) => text !== '').join(' '),
      startAt: joined.startAt,
      endsAt: shift + next.endsAt,
      people: [...joined.people, ...next.people.map((action) => ({ ...action, at: action.at + shift }))],
      requests: [...joined.requests, ...next.requests.map((request) => ({ ...request, at: request.at + shift }))],
      followsPeople: joined.followsPeople || next.followsPeople,
    };
  }, first);
};
