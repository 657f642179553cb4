/** A cloud to which a corpus of secrets is sent, and hours that pass over it. */
import type { CloudEvent } from '#lib/local/cloud-event.ts';
import { minuteMs, openPipeline, type Pipeline } from '#test/support/cloud-fixture.ts';
import { drawFrom } from '#test/unit/ingest/sanitise-corpus/draw.ts';
import { type Planted, plantedSecrets } from '#test/unit/ingest/sanitise-corpus/secrets.ts';
import { type Door, doors, type Next, type Sent } from './doors.ts';
import type { Needle } from './needles.ts';

/** What was answered, headers and body as one text. */
export interface Answered {
  readonly path: string;
  readonly status: number;
  readonly text: string;
}

/** Sends over a socket of its own, as a client does. */
export const post = async (pipeline: Pipeline, { path, headers, query, body }: Sent): Promise<Answered> => {
  const search = new URLSearchParams(query).toString();
  const response = await pipeline.fetch(search === '' ? path : `${path}?${search}`, {
    method: 'POST',
    headers,
    body: new Uint8Array(body),
  });
  return { path, status: response.status, text: `${JSON.stringify([...response.headers])}\n${await response.text()}` };
};

export interface Played {
  readonly pipeline: Pipeline;
  readonly events: readonly CloudEvent[];
  readonly answers: readonly Answered[];
  readonly needles: readonly Needle[];
  /** How many texts went through each door. */
  readonly sent: ReadonlyMap<string, number>;
}

/** The whole corpus goes through the first door, a part of it through each other one; drawn anew for each, so that what is found says where it came in. */
const corpusOf = (index: number): readonly Planted[] =>
  plantedSecrets(drawFrom(1_000 + index)).filter((_, at) => index === 0 || at % 4 === index % 4);

/** What comes again is no accident. */
const leastRounds = 2;
const mostRounds = 12;

const through = async (door: Door, planted: readonly Planted[], pipeline: Pipeline, answers: Answered[]): Promise<number> => {
  let texts = 0;
  const next: Next = () => {
    texts += 1;
    return (planted[(texts - 1) % planted.length] as Planted).text;
  };
  for (let round = 0; round < mostRounds && (round < leastRounds || texts < planted.length); round += 1) {
    for (const request of door.requests(next, pipeline.cloud.now())) answers.push(await post(pipeline, request));
    await pipeline.pass(1_000);
  }
  return texts;
};

/** Somebody says yes to the runbook that was proposed. */
const approve = async (pipeline: Pipeline): Promise<void> => {
  const link = pipeline.heard().find(({ links }) => links['approve'] !== undefined)?.links['approve'];
  if (link === undefined) throw new Error('Nobody was asked to approve a runbook.');
  const { pathname, search } = new URL(link);
  await pipeline.fetch(pathname + search, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '' });
};

/** Everything that follows from it is done when this is: people were paged at every level, and a runbook was approved and ran. */
export const play = async (options: { readonly assembly?: string; readonly through?: readonly Door[] } = {}): Promise<Played> => {
  const events: CloudEvent[] = [];
  const { assembly, through: used = doors } = options;
  const pipeline = await openPipeline({ onEvent: (event) => events.push(event), ...(assembly === undefined ? {} : { assembly }) });
  const answers: Answered[] = [];
  const needles: Needle[] = [];
  const sent = new Map<string, number>();
  for (const [index, door] of used.entries()) {
    const planted = corpusOf(index);
    const texts = await through(door, planted, pipeline, answers);
    sent.set(door.name, texts);
    needles.push(...planted.slice(0, texts).map(({ secret, kind }) => ({ secret, kind: `${kind} through ${door.name}` })));
  }
  await pipeline.pass(2 * minuteMs);
  await approve(pipeline);
  await pipeline.pass(30 * minuteMs);
  return { pipeline, events, answers, needles, sent };
};
