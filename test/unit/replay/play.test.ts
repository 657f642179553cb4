import { describe, expect, it } from 'vitest';
import type { ReplayCloud } from '#lib/replay/cloud.ts';
import { asScripted, type Conduct } from '#lib/replay/conduct.ts';
import { play } from '#lib/replay/play.ts';
import { progressOn } from '#lib/replay/progress.ts';
import type { Script } from '#lib/replay/script.ts';
import type { PersonAction } from '#lib/replay/story-file.ts';
import { remains } from './remains.ts';

const quiet = progressOn(process.stderr, true);

/** Remembers what it was asked, when; knows one incident that waits for an approval. */
const fakeCloud = (links: Record<string, string> = {}) => {
  const seen: string[] = [];
  let now = 0;
  const bodies: Record<string, unknown> = {
    '/v1/incidents': {
      incidents: [
        { id: 'inc-old', status: 'open', openedAt: 1 },
        { id: 'inc-new', status: 'acknowledged', openedAt: 2 },
        { id: 'inc-over', status: 'resolved', openedAt: 3 },
      ],
    },
    '/v1/incidents/inc-new': { timeline: [{ kind: 'approval_requested', detail: { approvalId: 'approval-1' } }] },
  };
  const cloud: ReplayCloud = {
    url: 'http://127.0.0.1:1',
    now: () => now,
    request: async ({ method, path, body }) => {
      seen.push(`${now} ${method} ${path}${body === undefined || body.length === 0 ? '' : ` ${body.toString()}`}`);
      return { status: 200, body: Buffer.from(JSON.stringify(bodies[path] ?? {})) };
    },
    advanceTo: async (timeMs) => {
      now = timeMs;
    },
    settle: async () => {
      seen.push(`${now} settled`);
    },
    messages: () => [
      { at: 0, url: 'https://hook', body: { links: { approve: 'https://x/v1/answer?token=stale' } } },
      { at: 1, url: 'https://hook', body: { links } },
      { at: 2, url: 'https://hook', body: 'not ours' },
    ],
    remains: async () => remains,
    measuredCpu: () => ({}),
    close: async () => undefined,
  };
  return { cloud, seen };
};

const script = (people: readonly PersonAction[]): Script => ({
  ...{ title: 't', description: '', startAt: 1000, endsAt: 90, people, followsPeople: true },
  requests: [{ at: 10, method: 'POST', path: '/v1/logs', headers: {}, body: Buffer.from('x') }],
});

describe('a played script', () => {
  it('sends each request at its time, lets time pass to the end, and settles', async () => {
    const { cloud, seen } = fakeCloud();
    const played = await play(cloud, script([]), quiet);
    expect(seen).toEqual(['1010 POST /v1/logs x', '1090 settled']);
    expect(played).toMatchObject({ answers: { 200: 1 }, endedAt: 1090 });
  });

  it('acknowledges the newest incident that is not over, in the person’s name', async () => {
    const { cloud, seen } = fakeCloud();
    await play(cloud, script([{ at: 20, person: 'alex', does: 'acknowledge', by: 'api' }]), quiet);
    expect(seen).toContain('1020 POST /v1/incidents/inc-new/acknowledge {"by":"alex"}');
  });

  it('approves over the API what was last asked for', async () => {
    const { cloud, seen } = fakeCloud();
    await play(cloud, script([{ at: 20, person: 'sam', does: 'approve', by: 'api' }]), quiet);
    expect(seen).toContain('1020 POST /v1/approvals/approval-1/approve {"by":"sam"}');
  });

  it('follows the link of the latest message that offers it', async () => {
    const { cloud, seen } = fakeCloud({ approve: 'https://x/v1/answer?token=fresh' });
    const played = await play(cloud, script([{ at: 20, person: 'sam', does: 'approve', by: 'link' }]), quiet);
    expect(seen).toContain('1020 POST /v1/answer?token=fresh');
    expect(JSON.stringify(played)).not.toContain('fresh');
  });

  it('insists on the incident it began with, though a newer one is open by then', async () => {
    const { cloud, seen } = fakeCloud();
    let newest = 'inc-new';
    const listing = async (request: Parameters<ReplayCloud['request']>[0]) => {
      const answer = await cloud.request(request);
      if (request.path !== '/v1/incidents') return answer;
      return { ...answer, body: Buffer.from(JSON.stringify({ incidents: [{ id: newest, status: 'open', openedAt: 2 }] })) };
    };
    const twice: Conduct = {
      ...asScripted,
      insist: async (act) => {
        await act();
        newest = 'inc-newer';
        return act();
      },
    };
    await play({ ...cloud, request: listing }, script([{ at: 20, person: 'alex', does: 'resolve', by: 'api' }]), quiet, twice);
    expect(seen.filter((line) => line.includes('/resolve'))).toEqual([
      '1020 POST /v1/incidents/inc-new/resolve {"by":"alex"}',
      '1020 POST /v1/incidents/inc-new/resolve {"by":"alex"}',
    ]);
  });

  it.for<[string, boolean, string]>([
    ['comes as much later as somebody acted, where it follows from that', true, '1080 POST /v1/logs x'],
    ['comes at its time, where it does not', false, '1050 POST /v1/logs x'],
  ])('what was sent after %s', async ([, followsPeople, sent]) => {
    const { cloud, seen } = fakeCloud();
    const late: Conduct = { ...asScripted, untilActing: (_, at, { passTo }) => passTo(at + 30) };
    const { requests, ...rest } = script([{ at: 40, person: 'sam', does: 'acknowledge', by: 'api' }]);
    await play(cloud, { ...rest, followsPeople, requests: requests.map((request) => ({ ...request, at: 50 })) }, quiet, late);
    expect(seen.filter((line) => line.includes('/v1/logs'))).toEqual([sent]);
  });

  it('says when there was nothing to answer', async () => {
    const { cloud } = fakeCloud();
    const played = await play(cloud, script([{ at: 20, person: 'sam', does: 'reject', by: 'link' }]), quiet);
    expect(played.people).toEqual([{ at: 1020, person: 'sam', does: 'reject', by: 'link', status: 0 }]);
  });
});
