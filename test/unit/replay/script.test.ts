import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { durationMs, elapsedText } from '#lib/replay/duration.ts';
import { parseRecording } from '#lib/replay/recording.ts';
import { joinScripts, readScript } from '#lib/replay/script.ts';
import { parseStory } from '#lib/replay/story-file.ts';
import { UsageError } from '#lib/replay/usage-error.ts';

const line = (at: number, body = 'hello'): string =>
  JSON.stringify({ at, method: 'POST', path: '/v1/logs', headers: {}, body: Buffer.from(body).toString('base64') });

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'replay-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('recordings', () => {
  it('are read in order of time, bodies byte for byte', () => {
    const requests = parseRecording(`${line(20, 'b')}\n\n${line(10, 'a')}\n`, 'r.jsonl');
    expect(requests.map((request) => [request.at, request.body.toString()])).toEqual([
      [10, 'a'],
      [20, 'b'],
    ]);
  });

  it.for([
    ['{', 'r.jsonl:2: not JSON'],
    [JSON.stringify({ at: -1, method: 'POST', path: '/v1/logs', headers: {}, body: '' }), 'r.jsonl:2: not a recorded request: at'],
    [JSON.stringify({ at: 1, method: 'POST', path: '/v1/logs', headers: {}, body: '%%' }), 'r.jsonl:2: not a recorded request: body'],
    [JSON.stringify({ at: 1, method: 'POST', path: '/v1/logs', headers: {}, body: '', extra: 1 }), 'r.jsonl:2: not a recorded request'],
  ] as const)('name file and line of %s', ([bad, message]) => {
    expect(() => parseRecording(`${line(1)}\n${bad}\n`, 'r.jsonl')).toThrow(message);
  });

  it('must hold something', () => {
    expect(() => parseRecording('\n', 'r.jsonl')).toThrow('r.jsonl: no requests in it');
  });
});

describe('stories', () => {
  it('say when they begin and what people do', () => {
    const story = parseStory(
      'title: T\nstartAt: 2026-11-02T09:00:00Z\npeople:\n  - {at: PT26M, person: alex, does: acknowledge, by: api}\n',
      's.yaml',
    );
    expect(story.startAt).toBe(Date.UTC(2026, 10, 2, 9));
    expect(story.people).toEqual([{ at: 26 * 60_000, person: 'alex', does: 'acknowledge', by: 'api' }]);
  });

  it.for([
    ['title: [', 's.yaml: not YAML'],
    ['title: T\nstartAt: yesterday', 's.yaml: startAt'],
    ['title: T\nstartAt: 2026-11-02T09:00:00Z\npeople: [{at: soon, person: a, does: approve}]', 's.yaml: people.0.at'],
    ['title: T\nstartAt: 2026-11-02T09:00:00Z\nmood: gloomy', 's.yaml'],
  ] as const)('name what is wrong in %s', ([text, message]) => {
    expect(() => parseStory(text, 's.yaml')).toThrow(message);
  });
});

describe('a path to replay', () => {
  it('may be a story folder or its recording, with the same result', () => {
    const story = join(folder, 'story');
    mkdirSync(story);
    writeFileSync(join(story, 'recording.jsonl'), `${line(5000)}\n`);
    writeFileSync(join(story, 'story.yaml'), 'title: T\nstartAt: 2026-11-02T09:00:00Z\nendsAt: PT1M\n');
    expect(readScript(story)).toEqual(readScript(join(story, 'recording.jsonl')));
    expect(readScript(story)).toMatchObject({ title: 'T', endsAt: 60_000 });
  });

  it('may be a folder of saved events, sent one after the other, bodies in any of their forms', () => {
    for (const [name, body] of [
      ['a', { json: { a: 1 } }],
      ['b', { text: 'plain' }],
      ['c', { base64: 'AP8=' }],
    ] as const) {
      mkdirSync(join(folder, 'otlp', name), { recursive: true });
      writeFileSync(
        join(folder, 'otlp', name, 'input.json'),
        JSON.stringify({ method: 'POST', path: `/v1/${name}`, headers: {}, ...body }),
      );
    }
    const { requests } = readScript(join(folder, 'otlp'));
    expect(requests.map(({ at, path, body }) => [at, path, body.toString('latin1')])).toEqual([
      [0, '/v1/a', '{"a":1}'],
      [1000, '/v1/b', 'plain'],
      [2000, '/v1/c', '\u0000\u00ff'],
    ]);
    expect(readScript(join(folder, 'otlp', 'a', 'input.json')).requests).toHaveLength(1);
  });

  it('of a stage, which holds frames, is told apart from a request', () => {
    mkdirSync(join(folder, 'stage', 'a'), { recursive: true });
    writeFileSync(join(folder, 'stage', 'a', 'input.json'), JSON.stringify({ frames: [] }));
    expect(() => readScript(join(folder, 'stage'))).toThrow(/input\.json: not a request/);
  });

  it('that is nothing to replay is told in one line', () => {
    mkdirSync(join(folder, 'empty'));
    writeFileSync(join(folder, 'notes.txt'), '');
    for (const path of ['empty', 'notes.txt', 'nowhere']) {
      expect(() => readScript(join(folder, path))).toThrow(UsageError);
      expect(() => readScript(join(folder, path))).toThrow(/^[^\n]+$/);
    }
  });

  it('follows the one before it in time', () => {
    const first = { title: 'a', description: '', startAt: 0, endsAt: 5000, people: [], requests: [], followsPeople: true };
    const [request] = parseRecording(line(10), 'r.jsonl');
    const second = { ...first, title: 'b', requests: request === undefined ? [] : [request] };
    expect(joinScripts([first, second])).toMatchObject({ title: 'a; b', endsAt: 11_000, requests: [{ at: 6010 }] });
  });
});

describe('durations', () => {
  it.for([
    ['PT26M', 1_560_000, '26:00'],
    ['PT1H2M3S', 3_723_000, '1:02:03'],
    ['PT1.5S', 1500, '00:01'],
  ] as const)('%s', ([text, ms, shown]) => {
    expect(durationMs(text)).toBe(ms);
    expect(elapsedText(ms)).toBe(shown);
  });
});
