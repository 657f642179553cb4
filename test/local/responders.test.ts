/** People around a running pipeline: asking why, silencing, merging, bearing tokens, and being seen at once among ten thousand incidents. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterEach, expect, it } from 'vitest';
import { dynamodbResponseStore } from '#adapters/dynamodb/response-store.ts';
import type { Incident } from '#kernel/incident.ts';
import type { Stack } from '#lib/local/template/assembly.ts';
import { askWhy } from '#lib/why/ask.ts';
import { whyText } from '#lib/why/why-text.ts';
import { minuteMs, openPipeline, type Pipeline, prefix } from '#test/support/cloud-fixture.ts';
import { logsRequest } from '#test/support/otlp-json.ts';
import { incidentAt } from '#test/support/remediation-case.ts';
import { type TokenIssuer, tokenIssuer } from '#test/support/token-issuer.ts';

let pipeline: Pipeline | undefined;
let issuer: TokenIssuer | undefined;
afterEach(async () => {
  await pipeline?.cloud.close();
  await issuer?.close();
  pipeline = undefined;
  issuer = undefined;
});

const outOfMemory = 'FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory';
const fail = async (on: Pipeline, service: string, namespace: string, environment = 'production'): Promise<Incident> => {
  await on.send('/v1/logs', logsRequest({ service, namespace, environment }, on.cloud.now(), [outOfMemory]));
  await on.pass(5_000);
  const found = (await on.incidents())[0];
  if (found === undefined) throw new Error('no incident');
  return found;
};
const post = (on: Pipeline, path: string, body: unknown, headers: Record<string, string> = {}) =>
  on.fetch(path, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) });

it('why somebody was paged, or was not, is answered in sentences', async () => {
  pipeline = await openPipeline();
  const { id } = await fail(pipeline, 'checkout', 'shop');
  // What fires must go on to fire, or it is taken as resolved.
  for (let minutes = 0; minutes < 16; minutes += 2) {
    await pipeline.send('/v1/logs', logsRequest({ service: 'checkout' }, pipeline.cloud.now(), [outOfMemory]));
    await pipeline.pass(2 * minuteMs);
  }
  await pipeline.answer(`/v1/incidents/${id}/acknowledge`, 'sam');
  await pipeline.pass(minuteMs);
  const ask = async (subject: string, at?: string) =>
    whyText(await askWhy({ subject, url: pipeline?.url ?? '', ...(at === undefined ? {} : { at }) }));

  const incident = await ask(id);
  expect(incident).toContain('How it came to be');
  const plain = incident.replace(/\s+/g, ' ');
  expect(plain).toContain('alex was told through console and on-call-webhook (incident opened): A critical incident is open.');
  expect(plain).toContain('alex and sam were told through console and on-call-webhook (escalated): No answer within 15 minutes');
  expect(plain).toContain('sam takes care of it.');

  expect(await ask('alex')).toMatch(/^alex was told of 1 of 1 incident between /);
  expect((await ask('robin')).replace(/\s+/g, ' ')).toContain(
    'robin would have been told at the level critical, but sam had acknowledged it by 2026-11-20 10:16:05 UTC.',
  );
  expect((await ask('sam', '2026-11-20T10:05:00Z')).replace(/\s+/g, ' ')).toContain(
    'sam would have been told at the level escalated, but it had not come to that by 2026-11-20 10:05:00 UTC.',
  );
  await expect(ask('mallory')).rejects.toThrow('mallory: There is nobody of that name.');

  const warden = join(import.meta.dirname, '../../bin/warden.ts');
  const { stdout } = await promisify(execFile)(process.execPath, [warden, 'why', id, '--url', pipeline.url]);
  expect(stdout).toBe(incident);
});

it('a silence keeps people in peace until it is ended, and they hear then', async () => {
  pipeline = await openPipeline();
  const silence = { matchers: ['service.name="checkout"'], duration: '2h', comment: 'We test.' };
  const made = (await (await post(pipeline, '/v1/silences', silence)).json()) as { silence: { id: string; createdBy: string } };
  expect(made.silence.createdBy).toContain('local');
  const { id } = await fail(pipeline, 'checkout', 'shop');
  const preview = await (await post(pipeline, '/v1/silences/preview', { matchers: silence.matchers })).json();
  expect(preview).toMatchObject({ preview: { incidents: { count: 1, sample: [{ id }] } } });
  await pipeline.pass(5 * minuteMs);
  expect(pipeline.heard()).toEqual([]);
  expect(whyText(await askWhy({ subject: 'alex', url: pipeline.url })).replace(/\s+/g, ' ')).toContain('We test.');
  await fail(pipeline, 'checkout', 'shop');
  expect((await pipeline.fetch(`/v1/silences/${made.silence.id}`, { method: 'DELETE' })).status).toBe(200);
  await pipeline.pass(10_000);
  expect(pipeline.heard().map(({ notificationReason }) => notificationReason)).toEqual(['incident_opened']);
});

it('a merged incident falls silent, and its alerts go on in the other', async () => {
  pipeline = await openPipeline();
  const first = await fail(pipeline, 'checkout', 'shop');
  // In another environment: otherwise the two would be one incident by what they say.
  const second = await fail(pipeline, 'index', 'search', 'staging');
  const before = pipeline.heard().length;
  const merged = await post(pipeline, `/v1/incidents/${second.id}/merge`, { into: first.id, reason: 'One node.', by: 'sam' });
  expect(await merged.json()).toMatchObject({ incident: { status: 'resolved', mergedInto: first.id }, other: { id: first.id } });
  await pipeline.pass(minuteMs);
  expect(pipeline.heard().slice(before)).toEqual([]);
  expect((await pipeline.shown(first.id)).alerts.map(({ incidentId, status }) => `${status} ${incidentId}`)).toEqual([
    `firing ${first.id}`,
    `firing ${first.id}`,
  ]);
  await pipeline.answer(`/v1/incidents/${first.id}/resolve`, 'sam');
  expect((await pipeline.incidents()).map(({ status }) => status)).toEqual(['resolved', 'resolved']);
});

/** The template as an environment with an issuer has it: people's routes take its tokens, and the claim `groups` holds roles. */
const bearing =
  (address: string) =>
  (stack: Stack): Stack => {
    const resources = stack.template.Resources ?? {};
    const api = Object.keys(resources).find((id) => resources[id]?.Type === 'AWS::ApiGatewayV2::Api');
    if (api === undefined) return stack;
    const JwtConfiguration = { Issuer: address, Audience: ['streamwarden'] };
    const Properties = {
      ApiId: { Ref: api },
      AuthorizerType: 'JWT',
      Name: 'responders',
      IdentitySource: ['$request.header.Authorization'],
      JwtConfiguration,
    };
    const amended = Object.entries(resources).map(([id, resource]) => {
      const given = resource.Properties ?? {};
      if (resource.Type === 'AWS::ApiGatewayV2::Route' && /\/v1\/(incidents|silences|audit|people)/.test(String(given['RouteKey'])))
        return [id, { ...resource, Properties: { ...given, AuthorizationType: 'JWT', AuthorizerId: { Ref: 'Tokens' } } }];
      if (given['FunctionName'] !== `${prefix}-respond`) return [id, resource];
      const { Variables } = given['Environment'] as { Variables: object };
      return [id, { ...resource, Properties: { ...given, Environment: { Variables: { ...Variables, ROLES_CLAIM: 'groups' } } } }];
    });
    const Resources = { ...Object.fromEntries(amended), Tokens: { Type: 'AWS::ApiGatewayV2::Authorizer', Properties } };
    return { ...stack, template: { ...stack.template, Resources } };
  };

it('with an issuer, people come with its tokens, may do what their role lets them, and are on record', async () => {
  issuer = await tokenIssuer();
  const { sign, url } = issuer;
  const on = await openPipeline({ amend: bearing(url) });
  pipeline = on;
  await on.send('/v1/logs', logsRequest({ service: 'checkout' }, on.cloud.now(), [outOfMemory]));
  await on.pass(5_000);
  const as = async (claims: Record<string, unknown>) => ({ authorization: `Bearer ${await sign(claims, on.cloud.now())}` });
  const list = async (headers?: Record<string, string>) => on.fetch('/v1/incidents', headers === undefined ? {} : { headers });
  expect((await on.cloud.request({ method: 'GET', path: '/v1/incidents', judging: 'as-deployed' })).status).toBe(401);
  expect((await list(await as({ sub: 'x', exp: on.cloud.now() / 1000 - 1 }))).status).toBe(401);
  expect((await list(await as({ sub: 'mallory' }))).status).toBe(403);
  const viewer = await as({ sub: 'kim', groups: ['viewer'] });
  const { incidents } = (await (await list(viewer)).json()) as { incidents: Incident[] };
  const id = incidents[0]?.id ?? '';
  expect((await post(on, `/v1/incidents/${id}/acknowledge`, {}, viewer)).status).toBe(403);
  const responder = await as({ sub: 'alex', groups: ['responder'] });
  const answered = await post(on, `/v1/incidents/${id}/acknowledge`, {}, responder);
  expect(await answered.json()).toMatchObject({ incident: { status: 'acknowledged', acknowledgedBy: 'alex' } });
  expect((await on.fetch('/v1/audit', { headers: responder })).status).toBe(403);
  const record = await (await on.fetch('/v1/audit', { headers: await as({ sub: 'robin', groups: ['admin'] }) })).json();
  expect(record).toMatchObject({
    day: '2026-11-20',
    entries: [
      { caller: 'kim', role: 'viewer', subject: id, status: 403 },
      { caller: 'alex', via: 'jwt alex', role: 'responder', subject: id, status: 200 },
    ],
  });
});

it('among 10,000 open incidents an acknowledgement is seen at once', async () => {
  pipeline = await openPipeline();
  const client = new DynamoDBClient(pipeline.client());
  const store = dynamodbResponseStore(`${prefix}-response`, client);
  const count = 10_000;
  const began = performance.now();
  for (let from = 0; from < count; from += 100)
    await Promise.all(
      Array.from({ length: 100 }, (_, index) => {
        const serial = from + index;
        const id = `inc-${String(serial).padStart(5, '0')}`;
        return store.putIncident(incidentAt((pipeline?.cloud.now() ?? 0) + serial, { id, groupKey: id, groupId: id, alerts: [] }));
      }),
    );
  const wrote = performance.now() - began;
  const timed = async <Value>(what: () => Promise<Value>): Promise<readonly [Value, number]> => {
    const start = performance.now();
    return [await what(), performance.now() - start];
  };
  const json = async (path: string) => (await pipeline?.fetch(path))?.json();
  // Warm the function first: a cold start is no property of the table.
  await json('/v1/incidents?limit=1');
  const times: Record<string, number> = {};
  for (const id of ['inc-00000', 'inc-05000', 'inc-09999']) {
    const [answer, acknowledging] = await timed(async () => pipeline?.answer(`/v1/incidents/${id}/acknowledge`, 'alex'));
    expect(answer?.status).toBe(200);
    const [shown, showing] = await timed(() => json(`/v1/incidents/${id}`));
    expect(shown).toMatchObject({ incident: { id, status: 'acknowledged', acknowledgedBy: 'alex' } });
    const [listed, listing] = await timed(() => json('/v1/incidents?status=acknowledged&limit=200'));
    expect((listed as { incidents: Incident[] }).incidents.map((each) => each.id)).toContain(id);
    const open = (await json('/v1/incidents?status=open&limit=200')) as { incidents: Incident[] };
    expect(open.incidents).toHaveLength(200);
    expect(open.incidents.map((each) => each.id)).not.toContain(id);
    Object.assign(times, { [`${id} acknowledged`]: acknowledging, [`${id} shown`]: showing, [`${id} listed`]: listing });
  }
  client.destroy();
  const figures = Object.entries(times).map(([what, milliseconds]) => `${what} ${milliseconds.toFixed(0)} ms`);
  process.stdout.write(`10,000 open incidents (written in ${(wrote / 1000).toFixed(1)} s): ${figures.join(', ')}\n`);
  expect(Math.max(...Object.values(times))).toBeLessThan(2_000);
});
