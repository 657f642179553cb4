/** Signed links: a GET only asks, a POST acts, and no text from telemetry becomes markup. */
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { escapeHtml } from '#functions/respond/page.ts';
import { type LinkClaims, signLink } from '#kernel/signed-link.ts';
import { findingOf } from '#test/support/findings.ts';
import { caller } from '#test/support/respond-call.ts';
import { type Responders, responders } from '#test/support/responders.ts';

const evil = `<script>alert(1)</script>"><img src=x onerror='x'> & co`;
let team: Responders;
let id: string;

beforeEach(async () => {
  team = responders();
  await team.take(findingOf('f-1', 'payment', { title: evil }));
  id = team.incidents()[0]?.id ?? '';
  await team.store.putPending({
    id: 'approval-1',
    incidentId: id,
    purpose: 'approval',
    taskToken: 'secret-task-token',
    createdAt: team.now,
    expiresAt: team.now + 60_000,
    detail: { description: `Restart ${evil}` },
  });
});

const tokenFor = (changes: Partial<LinkClaims> = {}, secret = 'secret'): string =>
  signLink({ purpose: 'acknowledge', subject: id, person: 'alex', expiresAt: team.now + 1_000, ...changes }, secret);

const call = caller(() => team);
const follow = (method: 'GET' | 'POST', token: string | undefined) =>
  call({ route: `${method} /v1/answer`, nobody: true, ...(token === undefined ? {} : { query: { token } }) });

describe('following a link', () => {
  it.for(['acknowledge', 'resolve', 'approve', 'reject'] as const)('asks before it does %s, however often', async (purpose) => {
    const before = structuredClone([team.incidents(), await team.store.pending('approval-1')]);
    const token = tokenFor({ purpose, subject: purpose === 'approve' || purpose === 'reject' ? 'approval-1' : id });
    for (let times = 0; times < 2; times += 1) {
      const page = await follow('GET', token);
      expect(page.statusCode).toBe(200);
      expect(page.body.match(/<button/g)).toHaveLength(1);
      expect(page.body).toContain('<form method="post">');
    }
    expect([team.incidents(), await team.store.pending('approval-1')]).toEqual(before);
    expect(team.completed).toEqual([]);
  });

  it('counts a yes where several are needed, says so, and takes none of whom it cannot tell apart or who wrote the rule', async () => {
    const asked = await team.store.pending('approval-1');
    if (asked !== undefined) await team.store.putPending({ ...asked, needed: 2, excluded: ['robin'] });
    const yes = (person: string) => follow('POST', tokenFor({ purpose: 'approve', subject: 'approval-1', person }));
    expect([(await yes('alex+sam')).statusCode, (await yes('anyone')).statusCode, (await yes('robin')).statusCode]).toEqual([
      403, 403, 403,
    ]);
    expect((await yes('alex')).body).toContain('More people must say yes');
    expect((await yes('alex')).body).toContain('More people must say yes');
    expect(team.completed).toEqual([]);
    expect((await yes('sam')).body).toContain('about to start');
    expect(team.completed).toHaveLength(1);
  });

  it('shows telemetry as text, under a policy that runs nothing', async () => {
    for (const token of [tokenFor(), tokenFor({ purpose: 'approve', subject: 'approval-1' })]) {
      const page = await follow('GET', token);
      expect(page.body).not.toMatch(/<script|<img/);
      expect(page.body).toContain('&lt;script&gt;alert(1)&lt;/script&gt;&quot;&gt;&lt;img');
      expect(page.body).not.toContain(token);
      expect(page.headers['content-security-policy']).toMatch(
        /^default-src 'none'; style-src 'sha256-[A-Za-z0-9+/=]+'; form-action 'self'/,
      );
      expect(page.headers).toMatchObject({ 'referrer-policy': 'no-referrer', 'cache-control': 'no-store' });
      expect(page.body).toContain('name="viewport"');
      expect(page.body).toContain('color-scheme:light dark');
    }
  });

  it('offers no button when nothing is left to do', async () => {
    await team.acknowledge(id, 'sam');
    expect((await follow('GET', tokenFor())).body).toMatch(/sam has acknowledged it before/);
    expect((await follow('GET', tokenFor())).body).not.toContain('<button');
    expect((await follow('GET', tokenFor({ purpose: 'resolve' }))).body).toContain('<button');
    await team.resolve(id, 'sam');
    expect((await follow('GET', tokenFor({ purpose: 'resolve' }))).body).not.toContain('<button');
  });
});

describe('pressing the button', () => {
  it.for([
    { purpose: 'acknowledge', expected: { status: 'acknowledged', acknowledgedBy: 'alex' } },
    { purpose: 'resolve', expected: { status: 'resolved', resolvedBy: 'alex' } },
  ] as const)('does $purpose for the person the link was sent to', async ({ purpose, expected }) => {
    expect((await follow('POST', tokenFor({ purpose }))).statusCode).toBe(200);
    expect(team.incidents()[0]).toMatchObject(expected);
    expect((await team.store.timeline(id)).at(-1)).toMatchObject({ by: 'alex', detail: { via: 'link' } });
  });

  it.for([
    { purpose: 'approve', outcome: 'approved' },
    { purpose: 'reject', outcome: 'rejected' },
  ] as const)('is a $purpose of the runbook', async ({ purpose, outcome }) => {
    expect((await follow('POST', tokenFor({ purpose, subject: 'approval-1' }))).statusCode).toBe(200);
    expect(team.completed).toEqual([{ token: 'secret-task-token', output: { outcome, by: 'alex', at: team.now } }]);
  });

  it('twice does it once, and tells another person who was first', async () => {
    await follow('POST', tokenFor());
    expect((await follow('POST', tokenFor())).statusCode).toBe(200);
    const late = await follow('POST', tokenFor({ person: 'robin' }));
    expect(late.statusCode).toBe(409);
    expect(late.body).toContain('alex has acknowledged it before');
    expect(team.incidents()[0]?.version).toBe(2);
  });
});

describe('a link that does not work', () => {
  it.for([
    { what: 'without a token', token: () => undefined, status: 400 },
    { what: 'signed with another secret', token: () => tokenFor({}, 'other'), status: 403 },
    {
      what: 'with a changed claim',
      token: () => `${tokenFor({ purpose: 'resolve' }).split('.')[0]}.${tokenFor().split('.')[1]}`,
      status: 403,
    },
    { what: 'of nonsense', token: () => 'a.b.c', status: 403 },
    { what: 'that has expired', token: () => tokenFor({ expiresAt: team.now }), status: 410 },
    { what: 'to an unknown incident', token: () => tokenFor({ subject: 'inc-unknown' }), status: 404 },
    { what: 'that approves an incident', token: () => tokenFor({ purpose: 'approve' }), status: 404 },
  ])('$what gets a page with status $status, to GET and POST alike', async ({ token, status }) => {
    for (const method of ['GET', 'POST'] as const) {
      const page = await follow(method, token());
      expect(page.statusCode).toBe(status);
      expect(page.headers['content-type']).toContain('text/html');
      expect(page.body).not.toContain('<button');
    }
    expect(team.incidents()[0]?.status).toBe('open');
  });
});

describe('escaping', () => {
  it('leaves no character that could begin or end markup, and loses none', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const escaped = escapeHtml(text);
        expect(escaped).not.toMatch(/[<>"']|&(?!(?:amp|lt|gt|quot|#39);)/);
        const back = { '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#39;': "'" } as const;
        expect(escaped.replace(/&(?:amp|lt|gt|quot|#39);/g, (entity) => back[entity as keyof typeof back])).toBe(text);
      }),
    );
  });
});
