/** Clients that take their time: heads and bodies that come byte by byte, stop, or never end. */
import { connect as connectHttp2 } from 'node:http2';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Door, openDoor } from '#test/support/attacks/door.ts';
import { rawExchange, rawRequest } from '#test/support/attacks/raw-socket.ts';
import { collectGarbage } from '#test/support/collect-garbage.ts';

const patience = { headMs: 1_000, bodyMs: 1_000 };
/** Real milliseconds within which the server has let go, on a busy machine. */
const soonMs = 15_000;
const megabyte = 1024 * 1024;

let door: Door;
beforeAll(async () => {
  door = await openDoor({ patience });
  await door.expectServed();
});
afterAll(() => door.close());

/** Writes a text byte by byte, and then nothing. */
const drip = (text: string, more = '') =>
  rawExchange(
    door.pipeline.url,
    (socket) => {
      let at = 0;
      socket.write(more);
      const timer = setInterval(() => {
        if (at < text.length) socket.write(text[at++] ?? '');
      }, 50);
      socket.on('close', () => clearInterval(timer));
    },
    soonMs,
  );
const head = (...headers: string[]): string =>
  rawRequest('POST /v1/logs HTTP/1.1', [`authorization: Bearer ${door.token}`, 'content-type: application/json', ...headers]);

describe('is let go:', () => {
  it('who connects and says nothing', async () => {
    expect((await rawExchange(door.pipeline.url, () => {}, soonMs)).text).toBe('');
  });

  it('who writes a head a byte at a time', async () => {
    expect((await drip(head('content-length: 2'))).status).toBe(408);
  });

  it('who begins a second head on a kept connection, and does not end it', async () => {
    const first = 'POST /nowhere HTTP/1.1\r\nhost: x\r\ncontent-length: 0\r\n\r\n';
    const { text } = await drip('', `${first}POST /v1/logs HTTP/1.1\r\nhost: x\r\n`);
    expect(text.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 404', 'HTTP/1.1 408']);
  });

  it.for(['content-length: 1000000', 'transfer-encoding: chunked'])('who writes a body a byte at a time (%s)', async (header) => {
    const before = door.invocations('ingest');
    const answer = await drip(header.startsWith('content') ? '{'.repeat(1000) : '1\r\n{\r\n'.repeat(1000), head(header));
    expect([answer.status, answer.text.split('\r\n\r\n')[1]]).toEqual([408, '{"message":"Request Timeout"}']);
    expect(door.invocations('ingest')).toBe(before);
  });

  it('who asks whether to go on, and does not', async () => {
    const { text } = await drip('', head('content-length: 2', 'expect: 100-continue'));
    expect(text.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 100', 'HTTP/1.1 408']);
  });

  it('who sends for ever, without being kept', async () => {
    const chunk = Buffer.concat([Buffer.from(`${megabyte.toString(16)}\r\n`), Buffer.alloc(megabyte, 0x20), Buffer.from('\r\n')]);
    const held = (): number => {
      collectGarbage();
      return process.memoryUsage().arrayBuffers;
    };
    const before = held();
    let most = 0;
    const answer = await rawExchange(
      door.pipeline.url,
      (socket) => {
        const pour = (): void => {
          most = Math.max(most, held() - before);
          while (!socket.destroyed && socket.write(chunk));
        };
        socket.write(head('transfer-encoding: chunked'));
        socket.on('drain', pour);
        pour();
      },
      soonMs,
    );
    // Whichever is reached first on this machine: so many bytes, or so much time. Who goes on sending may lose the answer with the connection.
    expect([408, 413, undefined]).toContain(answer.status);
    // Some forty to eighty are sent before that.
    expect(most).toBeLessThan(16 * megabyte);
  });

  it('who opens an HTTP/2 session and asks nothing, or never ends what it asks', async () => {
    const silent = connectHttp2(door.pipeline.url);
    await new Promise((resolve) => silent.once('close', resolve));
    const session = connectHttp2(door.pipeline.url);
    const stream = session.request({ ':method': 'POST', ':path': '/v1/logs', authorization: `Bearer ${door.token}` });
    stream.write('{');
    stream.on('error', () => {});
    const status = await new Promise((resolve) => stream.once('response', (headers) => resolve(headers[':status'])));
    session.destroy();
    expect(status).toBe(408);
  });
});

it('hold up neither honest requests nor the virtual clock', async () => {
  const slow = Array.from({ length: 20 }, () => drip('{'.repeat(1000), head('content-length: 1000000')));
  const before = door.pipeline.cloud.now();
  await door.expectServed();
  await door.pipeline.pass(3_600_000);
  expect(door.pipeline.cloud.now()).toBe(before + 3_600_000);
  await door.expectServed();
  expect((await Promise.all(slow)).map(({ status }) => status)).toEqual(slow.map(() => 408));
});

it('leave nothing behind', async () => {
  await door.expectNothingElse();
  const { text } = await rawExchange(door.pipeline.url, (socket) => socket.write(rawRequest('GET /nowhere HTTP/1.1', [])));
  expect(text).toContain('404');
});
