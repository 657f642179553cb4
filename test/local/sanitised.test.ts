/**
 * Planted secrets through every door of the deployed templates, over real HTTP: whatever becomes of them (findings, an incident,
 * messages, a runbook), none is in anything the cloud holds, writes or sends. With sanitising switched off the same search finds them.
 * As delivered no model is asked; what one would be shown lies in the places that are searched.
 */
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { KinesisClient, PutRecordsCommand } from '@aws-sdk/client-kinesis';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { agentTokens } from '#adapters/dynamodb/agent-tokens.ts';
import { receivers } from '#functions/ingest/registry.ts';
import { addToken } from '#lib/agent-tokens/tokens.ts';
import { prefix } from '#test/support/cloud-fixture.ts';
import { drawFrom } from '#test/unit/ingest/sanitise-corpus/draw.ts';
import { plantedSecrets } from '#test/unit/ingest/sanitise-corpus/secrets.ts';
import { doors } from './sanitised/doors.ts';
import { holdingsOf } from './sanitised/holdings.ts';
import { type Needle, type Search, searchFor } from './sanitised/needles.ts';
import { type Answered, type Played, play, post } from './sanitised/play.ts';

type Holdings = ReadonlyMap<string, Buffer>;

const found = (holdings: Holdings, search: Search): Readonly<Record<string, readonly string[]>> =>
  Object.fromEntries([...holdings].map(([place, bytes]) => [place, search(bytes).map(({ kind, secret }) => `${kind}: ${secret}`)]));
const nothing = (holdings: Holdings) => Object.fromEntries([...holdings.keys()].map((place) => [place, []]));
const telling = (answers: readonly Answered[], search: Search): readonly Answered[] =>
  answers.filter(({ text }) => search(Buffer.from(text)).length > 0);

/** Bodies with a text in them that nothing can make sense of, or not as what they say they are. */
const poisons: readonly ((text: string) => readonly [contentType: string, body: Uint8Array | string, encoding?: string])[] = [
  (text) => ['application/json', `{"message": ${JSON.stringify(text)}, "cut`],
  (text) => ['application/json', JSON.stringify({ [text]: text, version: text, specversion: text, records: text, metrics: [text] })],
  (text) => ['application/json', JSON.stringify([{ name: text, type: text, fields: { [text]: text }, timestamp: text }, text])],
  (text) => ['application/json', JSON.stringify(text)],
  (text) => ['application/x-protobuf', text],
  (text) => ['application/x-protobuf', gzipSync(text).subarray(0, -9), 'gzip'],
  (text) => ['application/x-protobuf', text, 'snappy'],
  (text) => [`text/${text.replace(/[^\w.-]/g, '-').slice(0, 300)}`, text],
  (text) => ['application/json', text, text.replace(/[^\w.-]/g, '-').slice(0, 300)],
];
const paths = receivers.flatMap(({ routes }) => routes.map((route) => route.replace('POST ', '').replace('{project}', '7')));

describe('with sanitising as delivered', () => {
  let played: Played;
  let holdings: Holdings;
  let search: Search;
  beforeAll(async () => {
    played = await play();
    holdings = await holdingsOf(played.pipeline, played.events);
    search = searchFor(played.needles);
  });
  afterAll(() => played?.pipeline.cloud.close());

  it('the corpus went through every door', () => {
    for (const [door, texts] of played.sent) expect(texts, door).toBeGreaterThanOrEqual(24);
    expect(played.needles.length).toBeGreaterThan(2_000);
    expect(played.answers.filter(({ status }) => status >= 500)).toEqual([]);
    expect(played.answers.filter(({ status }) => status < 300).length).toBeGreaterThan(doors.length);
  });

  it('no planted secret is in anything the cloud holds, writes or sends', () => {
    expect(found(holdings, search)).toEqual(nothing(holdings));
  });

  it('no answer repeats one', () => {
    expect(telling(played.answers, search)).toEqual([]);
  });

  it('what is refused, or cannot be read, is nowhere either', async () => {
    const planted = plantedSecrets(drawFrom(9)).filter((_, at) => at % 3 === 0);
    const needles: Needle[] = [];
    const answers: Answered[] = [];
    for (const [index, path] of [...paths, ...paths].entries())
      for (const [at, poison] of poisons.entries()) {
        const { secret, kind, text } = planted[(index * poisons.length + at) % planted.length] as (typeof planted)[number];
        needles.push({ secret, kind: `${kind} to ${path}` });
        const [contentType, body, encoding] = poison(text);
        const headers = { 'content-type': contentType, ...(encoding === undefined ? {} : { 'content-encoding': encoding }) };
        answers.push(await post(played.pipeline, { path, headers, query: {}, body: Buffer.from(body) }));
      }
    await played.pipeline.pass(60_000);
    expect(answers.filter(({ status }) => status >= 500)).toEqual([]);
    expect(answers.filter(({ status }) => status >= 400).length).toBeGreaterThan(answers.length / 2);
    const refused = searchFor(needles);
    expect(telling(answers, refused)).toEqual([]);
    const after = await holdingsOf(played.pipeline, played.events);
    expect(found(after, refused)).toEqual(nothing(after));
  });

  it('nor are the credentials that agents bring, right or wrong', async () => {
    const { cloud } = played.pipeline;
    const client = new DynamoDBClient(played.pipeline.client());
    const { token } = await addToken(agentTokens(`${prefix}-response`, client), 'splunk', {
      scopes: ['*'],
      now: cloud.now(),
      lifeMs: undefined,
    });
    client.destroy();
    const draw = drawFrom(11);
    const wrong = `swa_${draw.from('mixed', 40)}`;
    const [password, dsn, accessKey] = [draw.from('mixed', 24), draw.from('hex', 32), draw.from('mixed', 30)] as const;
    const basic = (secret: string): string => `Basic ${Buffer.from(`agent:${secret}`).toString('base64')}`;
    const event = JSON.stringify({ event: 'payment refused' });
    const envelope = `{"dsn":"https://${dsn}@sentry.example.com/7"}\n{"type":"event"}\n{"message":"sent to https://${dsn}@sentry.example.com/7"}`;
    const requests: readonly (readonly [path: string, headers: Readonly<Record<string, string>>, body: string])[] = [
      ['/services/collector', { authorization: `Splunk ${token}` }, event],
      ['/services/collector', { authorization: `Splunk ${wrong}` }, event],
      ['/services/collector', { authorization: `Splunk ${token}` }, `{"cut off`],
      ['/telegraf', { authorization: basic(token) }, '{"metrics":[{"name":"a","fields":{"b":1},"tags":{},"timestamp":1}]}'],
      ['/telegraf', { authorization: basic(password) }, '{}'],
      ['/api/v2/write', { authorization: `Token ${wrong}`, 'content-type': 'text/plain' }, 'a b=1'],
      [`/write?u=agent&p=${password}`, { authorization: `Bearer ${token}`, 'content-type': 'text/plain' }, 'a b=1'],
      [`/api/7/envelope/?sentry_key=${dsn}`, { authorization: `Bearer ${token}` }, envelope],
      ['/api/7/envelope/', { authorization: `Bearer ${token}`, 'x-sentry-auth': `Sentry sentry_key=${dsn}` }, envelope],
      ['/aws/firehose', { authorization: `Bearer ${token}`, 'x-amz-firehose-access-key': accessKey }, '{}'],
    ];
    const statuses: number[] = [];
    for (const judging of ['as-deployed', 'local'] as const)
      for (const [path, headers, body] of requests) {
        const answer = await cloud.request({
          method: 'POST',
          path,
          headers: { 'content-type': 'application/json', ...headers },
          body,
          judging,
        });
        statuses.push(answer.status);
      }
    expect(statuses.filter((status) => status >= 500)).toEqual([]);
    // As deployed the right token is let in, and the wrong one is not.
    expect(statuses.slice(0, 2)).toEqual([200, 403]);
    await played.pipeline.pass(60_000);
    const needles = Object.entries({ token, wrong, password, dsn, accessKey }).map(([kind, secret]) => ({ kind, secret }));
    const after = await holdingsOf(played.pipeline, played.events);
    expect(found(after, searchFor(needles))).toEqual(nothing(after));
  });
});

it('the API’s access log says neither path nor query, header nor body', () => {
  const [format = ''] = readdirSync(inject('assembly'))
    .filter((name) => name.endsWith('.template.json'))
    .map((name) => readFileSync(join(inject('assembly'), name), 'utf8'))
    .flatMap((template) => Object.values((JSON.parse(template) as { Resources: Record<string, Record<string, unknown>> }).Resources))
    .filter(({ Type }) => Type === 'AWS::ApiGatewayV2::Stage')
    .map((stage) => JSON.stringify(stage));
  const told = [...format.matchAll(/\$context\.[\w.]+/g)].map(([name]) => name.slice('$context.'.length));
  expect(told.length).toBeGreaterThan(5);
  for (const name of told)
    expect(name).toMatch(
      /^(?:requestTime|requestId|routeKey|status|responseLength|responseLatency|identity\.(?:caller|sourceIp)|authorizer\.(?:agent|error)|integrationErrorMessage)$/,
    );
});

/** Places that no client's text comes to, and a word that is there. */
const withoutTexts = { jobs: 'payment', workflows: 'payment' };

describe('with sanitising switched off', () => {
  let played: Played;
  let folder: string;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'streamwarden-unsanitised-'));
    cpSync(inject('assembly'), folder, { recursive: true });
    for (const asset of readdirSync(folder).filter((name) => name.startsWith('asset.'))) {
      const file = join(folder, asset, 'policy.json');
      try {
        const policy = JSON.parse(readFileSync(file, 'utf8')) as { processors?: { sanitise: object } };
        if (policy.processors === undefined) continue;
        const sanitise = { emails: false, addresses: 'none', cards: false, secrets: false, randomWords: false, keep: [] };
        writeFileSync(file, JSON.stringify({ ...policy, processors: { ...policy.processors, sanitise } }));
      } catch (error) {
        if (!(error instanceof Error && 'code' in error)) throw error;
      }
    }
    const through = doors.filter(({ name }) => ['/v1/logs in JSON', '/v1/metrics in JSON', 'alertmanager'].includes(name));
    played = await play({ assembly: folder, through });
    // Nothing that ingest lets through ends in quarantine; what came into the stream some other way does.
    const kinesis = new KinesisClient(played.pipeline.client());
    const Data = Buffer.from(played.needles.map(({ secret }) => secret).join(' '));
    await kinesis.send(new PutRecordsCommand({ StreamName: `${prefix}-telemetry`, Records: [{ PartitionKey: 'a', Data }] }));
    kinesis.destroy();
    await played.pipeline.pass(60_000);
  });
  afterAll(async () => {
    await played?.pipeline.cloud.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('the same search finds secrets in every place that can hold them', async () => {
    const holdings = await holdingsOf(played.pipeline, played.events);
    const search = searchFor(played.needles);
    const counts = Object.fromEntries([...holdings].map(([place, bytes]) => [place, search(bytes).length]));
    // Two hold no text of a client's, but ids, verdicts and what narrow patterns let through of labels: that they are read shows by these.
    for (const [place, known] of Object.entries(withoutTexts))
      expect([counts[place], holdings.get(place)?.includes(known)]).toEqual([0, true]);
    expect(Object.keys(counts).filter((place) => counts[place] === 0 && !Object.hasOwn(withoutTexts, place))).toEqual([]);
    expect(counts['stream']).toBeGreaterThan(played.needles.length * 0.95);
  });
});
