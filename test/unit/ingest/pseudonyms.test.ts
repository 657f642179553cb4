/** What stands for an address is the same whenever it comes, under one key. */
import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { pseudonyms } from '#functions/ingest/sanitise/pseudonyms.ts';

const address = (at: number): string => `customer${at}@example.com`;
const digest = (key: string, text: string): string => createHmac('sha256', key).update(text).digest('hex').slice(0, 16);

describe('pseudonyms', () => {
  it('are a keyed hash, remembered or not', () => {
    const expected = `email:${digest('one', address(0))}`;
    const first = pseudonyms('one');
    expect(first('email', address(0))).toBe(expected);
    expect(first('email', address(0))).toBe(expected);
    expect(pseudonyms('one')('email', address(0))).toBe(expected);
    for (let at = 1; at <= 20_000; at += 1) first('email', address(at));
    expect(first('email', address(0))).toBe(expected);
    expect(first('email', address(20_000))).toBe(`email:${digest('one', address(20_000))}`);
  });

  it('are others under another key, by turns too', () => {
    const one = pseudonyms('one');
    const two = pseudonyms('two');
    for (const [key, of] of [
      ['one', one],
      ['two', two],
      ['one', pseudonyms('one')],
      ['one', one],
    ] as const)
      expect(of('ip', '192.0.2.7')).toBe(`ip:${digest(key, '192.0.2.7')}`);
  });

  it('are refused to a request with more new addresses than it may hold', () => {
    const of = pseudonyms('limit');
    const all = (): void => {
      for (let at = 0; at <= 200_000; at += 1) of('email', address(at));
    };
    expect(all).toThrow('A request may hold 200000 different addresses at most; send smaller batches.');
    expect(pseudonyms('limit')('email', address(0))).toBe(`email:${digest('limit', address(0))}`);
  });
});
