/** Messages of one kind get one id, messages of different kinds never do; ids outlive the widening of their template. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { maskMessage } from '#functions/classify/mask.ts';
import { type Leaf, leafAddress, maxTemplates, placeIn } from '#functions/classify/mining/leaf.ts';
import { tokensOf } from '#functions/classify/mining/tokens.ts';

const miner = (service = 'shop') => {
  const leaves = new Map<string, Leaf>();
  const idOf = (message: string): string => {
    const tokens = tokensOf(maskMessage(message));
    const address = leafAddress(tokens);
    const { id, leaf } = placeIn(leaves.get(address) ?? [], service, tokens);
    leaves.set(address, leaf);
    return id;
  };
  return { idOf, leaves };
};

/** One kind a list. */
const kinds: readonly (readonly string[])[] = [
  ['Invalid user oracle from 203.0.113.7', 'Invalid user admin from 198.51.100.20', 'Invalid user backup from 192.0.2.4'],
  ['Failed password for root from 203.0.113.7 port 4022 ssh2', 'Failed password for maria from 198.51.100.3 port 51000 ssh2'],
  [
    'Failed password for invalid user test from 203.0.113.7 port 4022 ssh2',
    'Failed password for invalid user zhang from 192.0.2.1 port 9 ssh2',
  ],
  ['session opened for user root by (uid=0)', 'session opened for user backup by (uid=0)', 'session opened for user lena by (uid=1000)'],
  ['session closed for user root', 'session closed for user lena'],
  [
    'authentication failure; logname= uid=0 euid=0 tty=ssh rhost=203.0.113.7',
    'authentication failure; logname= uid=0 euid=0 tty=ssh rhost=dsl-7.example.net',
  ],
  [
    'authentication failure; logname= uid=0 euid=0 tty=ssh rhost=203.0.113.7 user=root',
    'authentication failure; logname= uid=0 euid=0 tty=ssh rhost=h4.example.org user=lena',
  ],
  ['connection from 203.0.113.4 (gw.example.net) at Sun Mar 1 10:02:11 2026', 'connection from 203.0.113.5 () at Mon Mar 23 11:00:00 2026'],
  [
    'Received block blk_-1608999687919862906 of size 91178 from /203.0.113.9',
    'Received block blk_7888946331804732825 of size 67108864 from /203.0.113.10',
  ],
  ['PacketResponder 1 for block blk_38865049064139660 terminating', 'PacketResponder 0 for block blk_-6952295868487656571 terminating'],
  ['BLOCK* ask 203.0.113.4:50010 to delete blk_1 blk_2 blk_3', 'BLOCK* ask 203.0.113.5:50010 to delete blk_9 blk_8 blk_7 blk_6 blk_5'],
  [
    '[instance: 3edec1e4-9678-4a3a-a21b-a145a4ee5e61] Took 20.58 seconds to build instance.',
    '[instance: 70c1714b-c11b-4c88-b300-239afe1f5ff8] Took 19.95 seconds to build instance.',
  ],
  ['Creating image', 'Creating image'],
  [
    'acquire lock=233570404, flags=0x1, tag="View Lock", name=com.example.systemui, ws=null, uid=10037, pid=2227',
    'acquire lock=189667585, flags=0x0, tag="View Lock", name=org.example.phone, ws=null, uid=1001, pid=23661',
  ],
  [
    'GET /v2/54fadb41/servers/detail HTTP/1.1 status: 200 len: 1893 time: 0.2477829',
    'GET /v2/113d3a99/images HTTP/1.1 status: 200 len: 1910 time: 1.2',
  ],
  ['POST /v2/54fadb41/servers HTTP/1.1 status: 202 len: 733 time: 0.49'],
  ['link up on eth0'],
  ['link down on eth0'],
  ['link up on wlan0'],
  ['pool HikariPool-1 has 3 of 10 connections in use', 'pool HikariPool-2 has 10 of 10 connections in use'],
  ['Cache com.example.OrderCache evicted 12 entries', 'Cache com.example.cart.CartCache evicted 9921 entries'],
  ['Stored rdd_1_2 as bytes (size 850.0 B, free 5.8 KB)', 'Stored broadcast_9_piece0 as bytes (size 5.1 MB, free 317 KB)'],
  ['Stored broadcast_9 as values (size 8.8 KB, free 14.0 KB)'],
  ['job JOB_SETUP started'],
  ['job JOB_ABORT started'],
  ['window entered state Active'],
  ['window entered state Inactive'],
  ['event handler failed with code 7'],
  ['event handler succeeded with code 0'],
];

describe('kinds of messages', () => {
  it('are one id each, in whatever order messages come', () => {
    const messages = kinds.flatMap((list, kind) => list.map((message) => ({ message, kind })));
    fc.assert(
      fc.property(fc.shuffledSubarray(messages, { minLength: messages.length }), (shuffled) => {
        const { idOf } = miner();
        const ids = new Map<string, Set<number>>();
        const ofKind = new Map<number, Set<string>>();
        for (const { message, kind } of shuffled) {
          const id = idOf(message);
          ids.set(id, (ids.get(id) ?? new Set()).add(kind));
          ofKind.set(kind, (ofKind.get(kind) ?? new Set()).add(id));
        }
        for (const [kind, all] of ofKind) expect([...all], kinds[kind]?.join('\n')).toHaveLength(1);
        for (const several of ids.values()) expect([...several].map((kind) => kinds[kind]?.[0])).toHaveLength(1);
      }),
      { numRuns: 60 },
    );
  });

  it('keep their id when their template widens, and belong to their service', () => {
    const { idOf, leaves } = miner();
    const first = idOf('Cache com.example.OrderCache evicted 12 entries');
    expect(idOf('Cache com.example.CartCache evicted 12 entries')).toBe(first);
    expect([...leaves.values()].flat()).toEqual([{ id: first, text: 'Cache <*> evicted <*> entries' }]);
    expect(miner('payment').idOf('Cache com.example.OrderCache evicted 12 entries')).not.toBe(first);
  });

  it('take a word for a name once it was six others', () => {
    const { idOf, leaves } = miner();
    const names = ['anna', 'bela', 'carl', 'dora', 'emil', 'finn', 'greta', 'hugo', 'ida'];
    const ids = names.map((name) => idOf(`basket of ${name} was merged at last`));
    expect(new Set(ids).size).toBe(7);
    expect(ids[6]).toBe(ids[8]);
    expect([...leaves.values()].flat().at(-1)?.text).toBe('basket of <*> was merged at last');
  });

  it('have an end: a leaf that is full takes the rest as one kind', () => {
    const { idOf, leaves } = miner();
    const word = (n: number): string => Array.from(String(n), (digit) => 'abcdefghij'[Number(digit)]).join('');
    const ids = Array.from({ length: 500 }, (_, n) => idOf(`flood x${word(n)} y${word(n * 7)} z${word(n * 13)}`));
    expect(new Set(ids).size).toBe(maxTemplates + 1);
    expect([...leaves.values()].flat()).toHaveLength(maxTemplates + 1);
    expect(ids.at(-1)).toBe(ids.at(-2));
  });

  it('are found for any text, the same text always as the same kind', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary', maxLength: 80 }), { maxLength: 30 }), (texts) => {
        const { idOf } = miner();
        const first = texts.map(idOf);
        expect(texts.map(idOf)).toEqual(first);
      }),
    );
  });
});
