/** Storm control as deployed: what is too much for a person within ten minutes comes as one digest, on time, by a delayed message. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { minuteMs, openPipeline, type Pipeline } from '#test/support/cloud-fixture.ts';
import { logsRequest } from '#test/support/otlp-json.ts';

const trouble = 'FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory';
/** The policy's own (policy/people.yaml has the schema's defaults). */
const allowed = 10;

let pipeline: Pipeline;
let startedAt: number;

/** Messages to a person, as the webhook got them. */
const to = (person: string) => pipeline.heard().filter(({ recipients }) => recipients.includes(person));

beforeAll(async () => {
  pipeline = await openPipeline();
  startedAt = pipeline.cloud.now();
  for (let round = 0; round < 6; round += 1) {
    const response = await pipeline.send('/v1/logs', logsRequest({ service: 'payment' }, pipeline.cloud.now(), [trouble]));
    expect(response.status).toBe(200);
    await pipeline.pass(5_000);
    const [incident] = await pipeline.incidents();
    for (const answer of ['acknowledge', 'resolve']) {
      await pipeline.answer(`/v1/incidents/${incident?.id}/${answer}`, 'sam');
      await pipeline.pass(5_000);
    }
  }
}, 120_000);
afterAll(() => pipeline.cloud.close());

describe('a person who would hear too much', () => {
  const held = async () => (await pipeline.cloud.table('streamwarden-dev-response').items()).filter(({ pk }) => pk === 'held#alex').length;
  let waiting: number;

  it('hears what storm control lets through and every first page, and the rest is held with its reason', async () => {
    const reasons = to('alex').map(({ notificationReason }) => notificationReason);
    const first = reasons.filter((reason) => reason === 'incident_opened' || reason === 'reopened').length;
    expect(first).toBe(6);
    waiting = await held();
    expect(waiting).toBeGreaterThan(0);
    expect(reasons.length + waiting).toBe(18);
    expect(reasons.length).toBeLessThanOrEqual(allowed + 2);
    const timelines = await Promise.all((await pipeline.incidents()).map(async ({ id }) => (await pipeline.shown(id)).timeline));
    const suppressed = timelines.flat().filter(({ kind, by }) => kind === 'suppressed' && by === 'notify');
    expect(suppressed).toHaveLength(waiting);
    for (const { reason, detail } of suppressed) {
      expect(reason).toBe('alex had 10 messages within 10 minutes: it comes with the next digest.');
      expect(detail).toMatchObject({ reason: 'policy', control: 'storm control', recipients: 'alex' });
    }
  });

  it('gets it as one digest, as soon as there is room', async () => {
    await pipeline.cloud.advanceTo(startedAt + 12 * minuteMs);
    const digests = to('alex').filter(({ notificationReason }) => notificationReason === 'digest');
    expect(digests).toHaveLength(1);
    expect(digests[0]).toMatchObject({ digest: { heldInAll: waiting } });
    const minutes = ((digests[0]?.at ?? 0) - startedAt) / minuteMs;
    expect(minutes).toBeGreaterThan(10);
    expect(minutes).toBeLessThan(11);
    expect(await held()).toBe(0);
  });

  it('needed no right that is not there', () => {
    expect(pipeline.cloud.permissions().denials).toEqual([]);
  });
});
