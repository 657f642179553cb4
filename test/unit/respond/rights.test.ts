/** Who may do what, and the record of who did. */
import { beforeEach, describe, expect, it } from 'vitest';
import { callerOf } from '#functions/respond/caller.ts';
import { routes } from '#functions/respond/routes.ts';
import { auditDay } from '#kernel/audit.ts';
import { UpstreamError } from '#kernel/errors.ts';
import { signLink } from '#kernel/signed-link.ts';
import { findingOf } from '#test/support/findings.ts';
import { type Call, caller, people } from '#test/support/respond-call.ts';
import { type Responders, responders } from '#test/support/responders.ts';

let team: Responders;
let shop: string;
let search: string;
let nobodys: string;
const call = caller(() => team);

const inTeam = (id: string, name: string) =>
  findingOf(id, name, { labels: { alertname: id, 'service.namespace': name, 'service.name': name } });

beforeEach(async () => {
  team = responders();
  team.now = Date.parse('2026-11-20T10:00:00Z');
  for (const name of ['shop', 'search', 'nobodys']) await team.take(inTeam(name, name));
  const [first, second, third] = team.incidents();
  [shop, search, nobodys] = [first?.id ?? '', second?.id ?? '', third?.id ?? ''];
  for (const [id, name] of [
    [shop, 'shop'],
    [search, 'search'],
  ] as const) {
    const incident = team.store.contents.incidents.get(id);
    if (incident !== undefined) await team.store.putIncident({ ...incident, groupLabels: { team: name }, version: incident.version + 1 });
  }
});

/** As an issuer would speak of a person of people.yaml. */
const as = (person: string): Pick<Call, 'jwt'> => ({ jwt: { sub: person } });

describe('a bearer of a token', () => {
  const named = (claims: Record<string, string>, rolesClaim?: string) => callerOf({ kind: 'jwt', claims }, people, rolesClaim);

  it.for([
    { claims: { sub: 'x-1', email: 'Alex@Example.com', email_verified: 'true' }, name: 'alex' },
    { claims: { sub: 'robin' }, name: 'robin' },
    { claims: { sub: 'x-2', preferred_username: 'sam' }, name: 'sam' },
    { claims: { sub: 'robin', email: 'alex@example.com', email_verified: 'true' }, name: 'alex' },
  ])('$claims is $name', ({ claims, name }) => {
    expect(named(claims)).toMatchObject({ name, trusted: false });
  });

  it.for<{ why: string; claims: Record<string, string> }>([
    { why: 'an address nobody verified', claims: { sub: 'x', email: 'alex@example.com' } },
    { why: 'an address that is not verified', claims: { sub: 'x', email: 'alex@example.com', email_verified: 'false' } },
    { why: 'a stranger', claims: { sub: 'mallory' } },
    { why: 'a name every object has', claims: { sub: 'constructor' } },
    { why: 'no name at all', claims: {} },
  ])('is refused for $why', ({ claims }) => {
    expect(() => named(claims)).toThrow('You are in no team here');
  });

  it('may have roles of the issuer, in all teams or in one', () => {
    expect(named({ sub: 'x', groups: '[viewer shop:admin nonsense]' }, 'groups')).toMatchObject({
      name: 'x',
      everywhere: 'viewer',
      roles: new Map([['shop', 'admin']]),
    });
    expect(named({ sub: 'sam', groups: 'shop:responder' }, 'groups').roles.get('shop')).toBe('responder');
    expect(named({ sub: 'robin', groups: 'shop:viewer' }, 'groups').roles.get('shop')).toBe('admin');
    expect(() => named({ sub: 'x', groups: 'admin' })).toThrow('You are in no team here');
  });
});

const body = { reason: 'Because.' };
const silence = (matchers: readonly string[]) => ({ route: 'POST /v1/silences', body: { matchers, duration: '1h', comment: 'We know.' } });
const acknowledge = (id: string): Call => ({ route: 'POST /v1/incidents/{id}/acknowledge', id });

/** What each may do: alex responds for shop and views search, sam views shop, robin is shop's admin, kim responds for search. */
const rights: readonly { readonly what: string; readonly given: () => Call; readonly may: readonly string[] }[] = [
  { what: 'see incidents', given: () => ({ route: 'GET /v1/incidents' }), may: ['alex', 'sam', 'robin', 'kim'] },
  {
    what: "see another team's incident",
    given: () => ({ route: 'GET /v1/incidents/{id}', id: search }),
    may: ['alex', 'sam', 'robin', 'kim'],
  },
  { what: "acknowledge shop's", given: () => acknowledge(shop), may: ['alex', 'robin'] },
  { what: "acknowledge search's", given: () => acknowledge(search), may: ['kim'] },
  { what: "acknowledge nobody's", given: () => acknowledge(nobodys), may: ['alex', 'robin', 'kim'] },
  { what: "resolve shop's", given: () => ({ route: 'POST /v1/incidents/{id}/resolve', id: shop }), may: ['alex', 'robin'] },
  { what: "reopen shop's", given: () => ({ route: 'POST /v1/incidents/{id}/reopen', id: shop, body }), may: ['alex', 'robin'] },
  {
    what: 'link shop to search',
    given: () => ({ route: 'POST /v1/incidents/{id}/link', id: shop, body: { ...body, to: search, relation: 'related' } }),
    may: [],
  },
  {
    what: "link shop to nobody's",
    given: () => ({ route: 'POST /v1/incidents/{id}/link', id: shop, body: { ...body, to: nobodys, relation: 'related' } }),
    may: ['alex', 'robin'],
  },
  {
    what: "merge nobody's into shop",
    given: () => ({ route: 'POST /v1/incidents/{id}/merge', id: nobodys, body: { ...body, into: shop } }),
    may: ['robin'],
  },
  {
    what: 'merge shop into search',
    given: () => ({ route: 'POST /v1/incidents/{id}/merge', id: shop, body: { ...body, into: search } }),
    may: [],
  },
  { what: 'silence shop', given: () => silence(['team="shop"', 'alertname="a"']), may: ['alex', 'robin'] },
  { what: 'silence search', given: () => silence(['team="search"']), may: ['kim'] },
  { what: 'silence everything', given: () => silence(['severity="critical"']), may: ['robin'] },
  {
    what: 'preview a silence',
    given: () => ({ route: 'POST /v1/silences/preview', body: { matchers: ['a="b"'] } }),
    may: ['alex', 'sam', 'robin', 'kim'],
  },
  {
    what: 'call a kind of message routine',
    given: () => ({ route: 'PUT /v1/clusters/{id}/verdict', id: '0123456789abcdef0123', body: { severity: 'info', reason: 'Noise.' } }),
    may: ['robin'],
  },
  { what: 'read the record', given: () => ({ route: 'GET /v1/audit' }), may: ['robin'] },
  { what: 'copy the audit chain', given: () => ({ route: 'GET /v1/audit/chain' }), may: ['robin'] },
  { what: 'see its head', given: () => ({ route: 'GET /v1/audit/chain/head' }), may: ['robin'] },
  {
    what: "stop what is done about shop's",
    given: () => ({ route: 'POST /v1/incidents/{id}/stop-remediation', id: shop, body }),
    may: ['alex', 'robin'],
  },
  {
    what: 'let it be again',
    given: () => ({ route: 'POST /v1/incidents/{id}/resume-remediation', id: shop, body }),
    may: ['alex', 'robin'],
  },
  {
    what: 'read what the chain holds about an incident',
    given: () => ({ route: 'GET /v1/incidents/{id}/audit', id: shop }),
    may: ['alex', 'sam', 'robin', 'kim'],
  },
  { what: 'ask why', given: () => ({ route: 'GET /v1/people/{name}/reasons', id: 'alex' }), may: ['alex', 'sam', 'robin', 'kim'] },
];

describe('to', () => {
  it.for(rights)('$what is for $may', async ({ given, may }) => {
    const able: string[] = [];
    for (const person of ['alex', 'sam', 'robin', 'kim']) {
      const { statusCode } = await call({ ...given(), ...as(person) });
      expect([200, 403, 409]).toContain(statusCode);
      if (statusCode !== 403) able.push(person);
    }
    expect(able).toEqual(may);
  });
});

it('whom the gateway has not verified may do nothing, on any route', async () => {
  const before = structuredClone(team.incidents());
  for (const route of routes.keys()) expect((await call({ route, id: shop, body, nobody: true })).statusCode, route).toBe(403);
  expect(team.incidents()).toEqual(before);
});

it('a bearer answers in their own name only; who is let in by AWS may lend it', async () => {
  expect((await call({ ...acknowledge(shop), ...as('alex'), body: { by: 'robin' } })).statusCode).toBe(403);
  expect(
    (
      await call({
        ...silence(['team="shop"']),
        ...as('alex'),
        body: { matchers: ['team="shop"'], duration: '1h', comment: 'x', createdBy: 'robin' },
      })
    ).statusCode,
  ).toBe(403);
  expect((await call({ ...acknowledge(shop), ...as('alex') })).json).toMatchObject({ incident: { acknowledgedBy: 'alex' } });
  expect((await call({ ...acknowledge(search), body: { by: 'kim' } })).json).toMatchObject({ incident: { acknowledgedBy: 'kim' } });
  expect((await team.store.timeline(shop)).at(-1)).toMatchObject({ kind: 'acknowledged', by: 'alex', detail: { via: 'jwt alex' } });
});

it('a silence cannot be moved out of the teams of who changes it', async () => {
  const made = await call({ ...silence(['team="search"']), ...as('kim') });
  const id = (made.json['silence'] as { id: string }).id;
  const change = { matchers: ['team="shop"'], duration: '2h', comment: 'Mine now.', id };
  expect((await call({ route: 'POST /v1/silences', body: change, ...as('alex') })).statusCode).toBe(403);
  expect((await call({ route: 'DELETE /v1/silences/{id}', id, ...as('alex') })).statusCode).toBe(403);
  expect((await call({ route: 'DELETE /v1/silences/{id}', id, ...as('kim') })).statusCode).toBe(200);
});

describe('the record of who did what', () => {
  const written = async (): Promise<unknown> => (await call({ route: 'GET /v1/audit', ...as('robin') })).json['entries'];

  it('has every change and every refusal, with caller, role, subject and outcome, and no reading', async () => {
    await call({ route: 'GET /v1/incidents', ...as('sam') });
    const at = team.now;
    const later = (given: Call) => {
      team.now += 1;
      return call(given);
    };
    await later({ ...acknowledge(shop), ...as('alex') });
    await later({ ...acknowledge(shop), ...as('sam') });
    await later({ ...acknowledge(search), jwt: { sub: 'mallory' } });
    await later({ ...acknowledge(shop), userArn: 'arn:aws:iam::1:user/kim', body: '{' });
    const route = 'POST /v1/incidents/{id}/acknowledge';
    const shared = { route, subject: shop };
    expect(await written()).toEqual([
      { ...shared, at: at + 1, id: expect.any(String), caller: 'alex', via: 'jwt alex', role: 'responder', status: 200 },
      { ...shared, at: at + 2, id: expect.any(String), caller: 'sam', via: 'jwt sam', role: 'viewer', status: 403 },
      { ...shared, at: at + 3, id: expect.any(String), subject: search, caller: 'unknown', via: 'jwt mallory', status: 403 },
      {
        ...shared,
        at: at + 4,
        id: expect.any(String),
        caller: 'arn:aws:iam::1:user/kim',
        via: 'arn:aws:iam::1:user/kim',
        role: 'admin',
        status: 400,
      },
    ]);
  });

  it('has the press of a link under the person it was sent to, and no secret of it', async () => {
    const token = signLink({ purpose: 'acknowledge', subject: shop, person: 'alex', expiresAt: team.now + 1_000 }, 'secret');
    await call({ route: 'GET /v1/answer', query: { token }, nobody: true });
    await call({ route: 'POST /v1/answer', query: { token }, nobody: true });
    await call({ route: 'POST /v1/answer', query: { token: 'forged' }, nobody: true });
    const entries = await written();
    expect(entries).toMatchObject([
      { route: 'POST /v1/answer', subject: shop, caller: 'alex', via: 'link', status: 200 },
      { route: 'POST /v1/answer', caller: 'unknown', via: 'link', status: 403 },
    ]);
    expect(JSON.stringify(entries)).not.toContain(token);
  });

  it('is read a day and a page at a time', async () => {
    for (let index = 0; index < 3; index += 1) {
      team.now += 1_000;
      await call({ ...acknowledge(shop), ...as('alex') });
    }
    const read = (query: Record<string, string>) => call({ route: 'GET /v1/audit', query, ...as('robin') });
    const first = await read({ limit: '2' });
    expect(first.json['entries']).toHaveLength(2);
    expect((await read({ after: String(first.json['next']) })).json['entries']).toHaveLength(1);
    expect((await read({ after: 'x' })).statusCode).toBe(400);
    expect((await read({ day: '2026-11-19' })).json).toEqual({ day: '2026-11-19', entries: [] });
    expect((await read({ day: 'yesterday' })).statusCode).toBe(400);
    expect(first.json['day']).toBe(auditDay(team.now));
  });

  it('comes first: what cannot be written down is answered as not done, and may be repeated', async () => {
    const failing = caller(() => team, {
      store: { ...team.store, recordAudit: () => Promise.reject(new UpstreamError('throttled')) },
    });
    expect((await failing(acknowledge(shop))).statusCode).toBe(503);
    expect((await call(acknowledge(shop))).statusCode).toBe(200);
  });
});

describe('by hand over the API', () => {
  it('incidents are merged, split, linked, handed over and opened again', async () => {
    const post = (what: string, id: string, more: object) =>
      call({ route: `POST /v1/incidents/{id}/${what}`, id, body: { ...body, by: 'robin', ...more } });
    expect((await post('link', shop, { to: search, relation: 'caused_by' })).json).toMatchObject({
      incident: { id: shop, links: [{ to: search }] },
      other: { id: search, links: [{ to: shop, relation: 'cause_of' }] },
    });
    expect((await post('merge', nobodys, { into: shop })).json).toMatchObject({ incident: { mergedInto: shop }, other: { id: shop } });
    const alerts = [inTeam('', 'nobodys'), inTeam('nobodys', 'nobodys')].map(({ fingerprint }) => fingerprint).slice(1);
    const split = await post('split', shop, { alerts });
    expect(split.json).toMatchObject({ incident: { id: shop }, other: { status: 'open', alerts } });
    expect((await post('hand-over', shop, { to: 'kim' })).statusCode).toBe(409);
    await call({ ...acknowledge(shop), body: { by: 'robin' } });
    expect((await post('hand-over', shop, { to: 'nobody' })).statusCode).toBe(400);
    expect((await post('hand-over', shop, { to: 'kim' })).json).toMatchObject({ incident: { acknowledgedBy: 'kim' } });
    await call({ route: 'POST /v1/incidents/{id}/resolve', id: shop });
    expect((await post('reopen', shop, {})).json).toMatchObject({ incident: { status: 'open', reopenCount: 1 } });
    expect((await post('reopen', nobodys, {})).json['detail']).toBe(`It was merged into ${shop}; open that one again.`);
  });

  it.for(['merge', 'split', 'link', 'hand-over', 'reopen'])('%s takes a reason', async (what) => {
    const answer = await call({
      route: `POST /v1/incidents/{id}/${what}`,
      id: shop,
      body: { into: search, to: search, alerts: ['x'], relation: 'related' },
    });
    expect(answer.statusCode).toBe(400);
    expect(answer.json['detail']).toContain('reason');
  });
});
