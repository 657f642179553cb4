/** The header of a line is told from its message by its shape; what has none keeps its whole text. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readHeader } from '#functions/classify/mining/header.ts';

/** Header, OpenTelemetry severity number, message. */
const lines: readonly (readonly [string, number, string])[] = [
  ['Mar  4 09:00:55 web-1 sshd[43]: ', 0, 'Accepted publickey for lena'],
  ['Mar 14 15:16:01 combo su(pam_unix)[21416]: ', 0, 'session opened for user lena'],
  ['Mar 14 15:16:02 combo kernel: ', 0, 'eth0: link up'],
  ['2026-03-04 18:01:47,978 INFO [main] org.example.cart.CartService: ', 9, 'basket 4 merged'],
  ['2026-03-04 17:41:44,747 - WARN  [SyncThread:7:Quorum$Sender@688] - ', 13, 'leaving thread'],
  ['26/03/09 20:10:40 ERROR executor.CoarseBackend: ', 17, 'lost task 4'],
  ['[Wed Mar 04 04:47:44 2026] [error] ', 17, 'child 7 in error state'],
  ['2026/03/04 10:00:00 [crit] 123#0: ', 21, '*1 connect() failed'],
  ['03-17 16:13:38.811  1702  2395 D WindowManager: ', 5, 'focus changed'],
  ['20260323-22:15:29:606|Step_Counter|30002312|', 0, 'onStep 3579'],
  ['20260323-23:7:6:86|Step_Counter|30002312|', 0, 'onStep 3580'],
  ['260309 203615 148 INFO dfs.DataNode$Responder: ', 9, 'block stored'],
  ['nova-api.log 2026-03-16 00:00:00.008 25746 WARNING nova.compute.manager [req-38101a0b - - -] ', 13, 'took 4 s'],
  ['[03.16 16:49:06] browser.exe - ', 0, 'proxy.example.com:5070 close'],
  ['2026-03-28 04:30:30, Info                  CBS    ', 9, 'Loaded stack'],
  ['- 1772600000 2026.03.03 R02-M1-N0 2026-03-03-15.42.50.675872 R02-M1-N0 RAS KERNEL FATAL ', 21, 'data interrupt'],
  ['2579921 node-140 node status 1774216940 1 ', 0, 'not responding'],
  ['2026-03-01T10:00:00.123Z ERROR [main] com.example.App - ', 17, 'it failed'],
  ['2026-03-01 10:00:00,123 - app.module - ERROR - ', 17, 'it failed'],
  ['2026-03-01 10:00:00 UTC [123] LOG:  ', 0, 'checkpoint complete'],
];

describe('headers', () => {
  it.for(lines)('%s', ([header, severityNumber, message]) => {
    const read = readHeader(`${header}${message}`);
    expect(`${header}${message}`.slice(read.start)).toBe(message);
    expect(read.severityNumber).toBe(severityNumber);
  });

  it.for([
    'payment gateway timeout after 3000 ms',
    'FATAL: sorry, too many clients already',
    'ERROR checksum mismatch on block 8812',
    '10.0.0.1:80 error : refused',
    '203.0.113.9 - - [10/Mar/2026:13:55:36 -0700] "GET /a HTTP/1.0" 200 2326',
    '[client 203.0.113.9] File does not exist',
    '[instance: 3edec1e4] Took 20 s',
    '3 of 10 connections in use',
    '1774216940 is the time',
    'May I come in?',
    'Sun rises at 06:12',
    '1-2 items moved',
    'I0 is fine',
    '',
    ' ',
    '[',
    '[[[[[',
  ])('leave %j whole', (text) => expect(readHeader(text)).toEqual({ start: 0, severityNumber: 0 }));

  it('never take a whole message, and take bounded time for any text', () => {
    const pieces = fc.constantFrom(
      ...lines.map(([header]) => header),
      '[',
      ']',
      '|',
      ':',
      ' - ',
      '12:30',
      '2026-03-01',
      'INFO',
      '\0',
      'é',
      'x',
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(pieces, fc.string({ unit: 'binary', maxLength: 8 })), { maxLength: 30 }), (parts) => {
        const text = parts.join('');
        const { start, severityNumber } = readHeader(text);
        expect(start).toBeGreaterThanOrEqual(0);
        expect(start).toBeLessThanOrEqual(text.length);
        expect(severityNumber).toBeLessThanOrEqual(24);
      }),
      { numRuns: 2_000 },
    );
    const hostile = ['['.repeat(2_000), '1:2 '.repeat(500), '|'.repeat(2_000), `${'a-1 '.repeat(500)}12:30`, '2026-01-01 '.repeat(200)];
    const before = process.cpuUsage();
    for (let round = 0; round < 200; round += 1) for (const text of hostile) readHeader(text);
    const { user } = process.cpuUsage(before);
    expect(user / 1_000).toBeLessThan(2_000);
  });
});
