/** What varies in a message is masked, what tells messages apart stays, and no text takes long. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { maskMessage } from '#functions/classify/mask.ts';

describe('masking', () => {
  it.for<[string, string]>([
    ['order 123 failed after 3000 ms', 'order <num> failed after <num> ms'],
    ['took 3000ms, 45.5%', 'took <num>ms, <num>%'],
    ['temperature -5 on node12', 'temperature <num> on node<num>'],
    [
      'payment gateway timeout after 3000 ms: upstream deadline exceeded order=ord-1042',
      'payment gateway timeout after <num> ms: upstream deadline exceeded order=ord-<num>',
    ],
    ['user 7c9e6679-7425-40de-944b-e07fc1f90ae7 left', 'user <uuid> left'],
    ['from 10.0.3.17:5432 to ::1', 'from <ip> to <ip>'],
    ['peer fe80:0:0:1::7f2 gone', 'peer <ip> gone'],
    ['at 2026-11-21T05:24:00.123Z it ended', 'at <time> it ended'],
    ['2026-11-21 05:24:00 WARN x', '<time> <time> WARN x'],
    ['write /var/lib/app/data.log: no space', 'write <path>: no space'],
    ['read C:\\temp\\a.txt failed', 'read <path> failed'],
    ['GET https://example.com/a?b=1 failed', 'GET https://<url> failed'],
    ['core.1: 0xdeadbeef at deadbeef01', 'core.<num>: <hex> at <hex>'],
    ['user "alice" and \'bob\'', 'user "<str>" and \'<str>\''],
    ["don't panic, it's fine", "don't panic, it's fine"],
    ['said "no route to host" twice', 'said "no route to host" twice'],
    ['{"level":"error","user":"a1","n":3}', '{"level":"error","user":"<str>","n":<num>}'],
    ['mail to jo@example.com.', 'mail to <email>.'],
    ['login by email:d4de9b0c1f2a3b4c failed', 'login by <email> failed'],
    ['from ip:d4de9b0c1f2a3b4c:443 to ip:abcdefabcdefabcd.', 'from <ip> to <ip>.'],
    ['login by email:abcdefabcdefabcd failed', 'login by <email> failed'],
    ['token Zm9vYmFyMTIzNDU2Nzg5MGFi used', 'token <id> used'],
    ['  spaces \t are\n collapsed  ', 'spaces are collapsed'],
    ['no route to host', 'no route to host'],
    ['<num> of <*>, <b>', '‹num› of ‹*›, <b>'],
    ['', ''],
  ])('turns %j into %j', ([text, masked]) => expect(maskMessage(text)).toBe(masked));

  it('gives the same text whatever numbers a message holds', () => {
    fc.assert(
      fc.property(fc.nat(), fc.nat(), (a, b) => {
        expect(maskMessage(`order ${a} took ${b} ms`)).toBe('order <num> took <num> ms');
      }),
    );
  });

  it('takes any text, and leaves no decimal digit in words', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
        expect(maskMessage(text)).not.toMatch(/[0-9]/);
      }),
    );
  });

  it('is linear: text made to provoke backtracking takes no longer than other text of its length', () => {
    const cost = (text: string): number => {
      const before = process.cpuUsage();
      for (let round = 0; round < 20; round += 1) maskMessage(text);
      const { user, system } = process.cpuUsage(before);
      return user + system;
    };
    const size = 50_000;
    const plain = 'order 12 failed '.repeat(size / 16);
    cost(plain);
    const usual = cost(plain);
    for (const text of [
      '"'.repeat(size),
      "'a".repeat(size / 2),
      '"a '.repeat(size / 3),
      '::'.repeat(size / 2),
      '1.'.repeat(size / 2),
      'a'.repeat(size),
      '@.'.repeat(size / 2),
    ])
      expect(cost(text), text.slice(0, 6)).toBeLessThan(usual * 20 + 50_000);
  });
});
