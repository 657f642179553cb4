/** Agents with JSON web tokens and with certificates at the templates' own doors: the API's authoriser, a domain over TLS, ingest behind both. */
import { createHmac, createPublicKey } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request as httpsRequest } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CloudEvent } from '#lib/local/cloud-event.ts';
import { makeServerCertificate } from '#lib/replay/server-certificate.ts';
import { agentsDoor, inProject, issuerAddress } from '#test/support/agents-door-case.ts';
import { authority, type Credential, leaf } from '#test/support/certificates.ts';
import { openPipeline, type Pipeline } from '#test/support/cloud-fixture.ts';
import { logsRequest } from '#test/support/otlp-json.ts';
import { type TokenIssuer, tokenIssuer } from '#test/support/token-issuer.ts';

const json = { 'content-type': 'application/json' };
const logsOf = (pipeline: Pipeline): string => logsRequest({ service: 'checkout' }, pipeline.cloud.now(), ['order placed'], 9);
const unauthorized = { status: 401, body: '{"message":"Unauthorized"}' };
const forbidden = { status: 403, body: '{"message":"Forbidden"}' };

describe('a JSON web token', () => {
  let issuer: TokenIssuer;
  let pipeline: Pipeline;
  const events: CloudEvent[] = [];
  const sub = 'system:serviceaccount:observability:collector';

  beforeAll(async () => {
    issuer = await tokenIssuer();
    const jwt = { issuer: issuerAddress, audience: 'streamwarden', scopes: ['send'] };
    const frontDoor = { agents: 'jwt', jwt, routes: { 'POST /api/v1/write': 'jwt' } };
    pipeline = await openPipeline({ amend: agentsDoor({ frontDoor, issuer: issuer.url }), onEvent: (event) => events.push(event) });
  });
  afterAll(async () => {
    await pipeline.cloud.close();
    await issuer.close();
  });

  const send = async (authorization: string | undefined, path = '/v1/logs', body = logsOf(pipeline)) => {
    const headers = { ...json, ...(authorization === undefined ? {} : { authorization }) };
    const answer = await pipeline.cloud.request({ method: 'POST', path, headers, body, judging: 'as-deployed' });
    return { status: answer.status, body: answer.body.toString() };
  };
  const token = (claims: object = {}, how?: Parameters<TokenIssuer['sign']>[2]) =>
    issuer.sign({ sub, aud: ['streamwarden'], scope: 'send', ...claims }, pipeline.cloud.now(), how);
  const seconds = () => Math.floor(pipeline.cloud.now() / 1000);
  const encoded = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const claims = () => ({ iss: issuer.url, sub, aud: 'streamwarden', scope: 'send', exp: seconds() + 600 });

  it('of the issuer, for this audience and with the scope, lets in at every route that takes one', async () => {
    expect(await send(`Bearer ${await token()}`)).toEqual({ status: 200, body: '{}' });
    expect((await send(`Bearer ${await token()}`, '/v1/traces', '{}')).status).toBe(200);
    // Past the gateway, ingest says that this is not snappy.
    expect((await send(`Bearer ${await token()}`, '/api/v1/write', 'x')).body).toContain('not snappy');
  });

  it.for<[string, () => Promise<string | undefined>]>([
    ['no token', async () => undefined],
    ['an empty one', async () => ''],
    ['no JSON web token', async () => 'Bearer swa_0123456789'],
    ['an expired one', async () => `Bearer ${await token({ exp: seconds() - 1 })}`],
    ['one of the future', async () => `Bearer ${await token({ nbf: seconds() + 60 })}`],
    ['one that says it was made in the future', async () => `Bearer ${await token({ iat: seconds() + 60 })}`],
    ['one without an end', async () => `Bearer ${await token({ exp: undefined })}`],
    ['another audience', async () => `Bearer ${await token({ aud: ['sts.amazonaws.com'] })}`],
    ['another issuer', async () => `Bearer ${await token({ iss: 'https://oidc.example.com' })}`],
    ['another key under the same name', async () => `Bearer ${await token({}, { key: 'stranger' })}`],
    ['a key without a name', async () => `Bearer ${await token({}, { named: false })}`],
    ['algorithm none', async () => `Bearer ${encoded({ alg: 'none', kid: 'key-1' })}.${encoded(claims())}.`],
    ['a signature cut off', async () => `Bearer ${(await token()).replace(/\.[^.]*$/, '.')}`],
    [
      'the public key taken for a secret',
      async () => {
        const { keys } = (await (await fetch(`${issuer.url}/keys`)).json()) as {
          keys: { kid: string; kty: string; n: string; e: string }[];
        };
        const [key] = keys;
        if (key === undefined) throw new Error('no key');
        const pem = createPublicKey({ key, format: 'jwk' }).export({ type: 'spki', format: 'pem' });
        const signed = `${encoded({ alg: 'HS256', kid: key.kid })}.${encoded(claims())}`;
        return `Bearer ${signed}.${createHmac('sha256', pem).update(signed).digest('base64url')}`;
      },
    ],
  ])('%s is answered 401, and ingest is not called', async ([, bearing]) => {
    const invoked = () => pipeline.cloud.functions().find(({ name }) => name.endsWith('-ingest'))?.invocations;
    const before = invoked();
    expect(await send(await bearing())).toEqual(unauthorized);
    expect(await send(await bearing(), '/api/v1/write')).toEqual(unauthorized);
    expect(invoked()).toBe(before);
  });

  it('without the scope is answered 403', async () => {
    expect(await send(`Bearer ${await token({ scope: 'read' })}`)).toEqual(forbidden);
  });

  it('opens no route of agent tokens', async () => {
    expect((await send(`Bearer ${await token()}`, '/alertmanager')).status).toBe(403);
  });

  it('is the name of the agent in the log, and is itself in none', async () => {
    const bearing = await token();
    expect((await send(`Bearer ${bearing}`, '/v1/logs', '{')).status).toBe(400);
    const told = JSON.stringify(events);
    expect(told).toContain(sub);
    expect(told).not.toContain(bearing.split('.')[2]);
  });

  it('is not asked for of callers of this machine, unless they show one', async () => {
    expect((await pipeline.send('/v1/logs', logsOf(pipeline))).status).toBe(200);
    const headers = { ...json, authorization: `Bearer ${await token({}, { key: 'stranger' })}` };
    expect((await pipeline.cloud.request({ method: 'POST', path: '/v1/logs', headers, body: logsOf(pipeline) })).status).toBe(401);
  });
});

describe('a certificate', () => {
  const folder = mkdtempSync(join(tmpdir(), 'streamwarden-trust-'));
  const trustStore = join(folder, 'agents.pem');
  const ours = authority('agents');
  const server = makeServerCertificate();
  const domain = 'in.example.com';
  let pipeline: Pipeline;
  let address = '';

  beforeAll(async () => {
    writeFileSync(trustStore, ours.cert);
    const certificateArn = 'arn:aws:acm:us-east-1:123456789012:certificate/0aa1b2c3-1111-2222-3333-444455556666';
    // Where agents sign, what is judged here is the certificate alone.
    const frontDoor = { domain: { name: domain, certificateArn, truststore: inProject(trustStore) } };
    pipeline = await openPipeline({ amend: agentsDoor({ frontDoor, trustStore }), serverCertificate: () => server });
    address = pipeline.cloud.domains[domain] ?? '';
  });
  afterAll(async () => {
    await pipeline.cloud.close();
    rmSync(folder, { recursive: true });
  });

  const post = (shown: Credential | undefined, more: object = {}): Promise<{ readonly status: number; readonly body: string }> =>
    new Promise((resolve, reject) => {
      const outgoing = httpsRequest(
        `${address}/v1/logs`,
        { method: 'POST', headers: json, ca: server?.cert, agent: false, timeout: 15_000, ...shown, ...more },
        (incoming) => {
          const parts: Buffer[] = [];
          incoming.on('data', (part: Buffer) => parts.push(part));
          incoming.on('end', () => resolve({ status: incoming.statusCode ?? 0, body: Buffer.concat(parts).toString() }));
        },
      );
      outgoing.on('timeout', () => outgoing.destroy(new Error('No answer.')));
      outgoing.on('error', reject);
      outgoing.end(logsOf(pipeline));
    });

  it('of a trusted authority lets in over TLS', async () => {
    expect(await post(leaf('collector', ours))).toEqual({ status: 200, body: '{}' });
  });

  it.for<[string, Credential]>([
    ['of another authority', leaf('collector', authority('agents'))],
    ['signed by itself', leaf('collector')],
  ])('%s is answered 403', async ([, shown]) => {
    expect(await post(shown)).toEqual(forbidden);
  });

  it('that is not shown ends the connection, as an old version of TLS does', async () => {
    await expect(post(undefined)).rejects.toThrow();
    await expect(post(leaf('collector', ours), { maxVersion: 'TLSv1.1', minVersion: 'TLSv1' })).rejects.toThrow();
  });

  it('cannot be gone round: the API of agents has no other address, and people need none at theirs', async () => {
    const ask = async (method: string, path: string) =>
      (await pipeline.cloud.request({ method, path, headers: json, body: '{}', judging: 'as-deployed' })).status;
    expect([await ask('POST', '/v1/logs'), await ask('POST', '/alertmanager')]).toEqual([404, 404]);
    // Signed links are answered as ever: this one has no token.
    expect(await ask('GET', '/v1/answer')).not.toBe(404);
    expect((await pipeline.send('/v1/logs', logsOf(pipeline))).status).toBe(200);
  });

  it('opens nothing else of this machine: people are not behind the domain', async () => {
    const shown = leaf('collector', ours);
    expect((await post(shown, { path: '/v1/incidents/i-1/acknowledge' })).status).toBe(404);
  });

  it('whose signals are in the ledger, and needed no permission that was missing', async () => {
    await pipeline.cloud.settle();
    const { signals, balanced } = await pipeline.ledger();
    expect([signals.archived, balanced]).toEqual([signals.accepted, true]);
    expect(signals.accepted).toBeGreaterThan(0);
    expect(pipeline.cloud.permissions().denials).toEqual([]);
  });
});

it('a signal marked for another region is not stored where it is deployed, and its sender hears of it', async () => {
  const pipeline = await openPipeline();
  const record = (text: string, region: string) => ({
    body: { stringValue: text },
    attributes: [{ key: 'compliance.region', value: { stringValue: region } }],
  });
  const logRecords = [record('patient 7', 'eu-central-1'), record('order 8', 'us-east-1')];
  const answer = await pipeline.send('/v1/logs', JSON.stringify({ resourceLogs: [{ scopeLogs: [{ logRecords }] }] }));
  expect(JSON.parse(answer.body.toString())).toMatchObject({ partialSuccess: { rejectedLogRecords: '1' } });
  await pipeline.cloud.settle();
  const { signals, balanced } = await pipeline.ledger();
  expect([signals.accepted, signals.archived, balanced]).toEqual([1, 1, true]);
  await pipeline.cloud.close();
});
