/** What the local model sees in a message. */
import { describe, expect, it } from 'vitest';
import { featuresOf } from '#functions/ai/local/features.ts';
import { hiddenNumbers } from '#functions/ai/local/hidden-numbers.ts';
import { stemOf } from '#functions/ai/local/stem.ts';
import { decodeTable, encodeTable } from '#functions/ai/local/weights-format.ts';
import { maskMessage } from '#functions/classify/mask.ts';

const seen = (example: string): readonly string[] => featuresOf({ template: maskMessage(example), example }).all.map(({ name }) => name);

describe('evidence', () => {
  it('is shared by compounds, and by forms of a word', () => {
    for (const text of ['SocketTimeoutException', 'socket_timeout: exception', 'socket timed out, exception'])
      expect(seen(text), text).toEqual(expect.arrayContaining(['s socket', 's timeout', 's except']));
    expect(new Set(['failed', 'failing', 'fails', 'failure'].map(stemOf))).toEqual(new Set(['fail']));
    expect(new Set(['lost', 'loss', 'losing'].map(stemOf))).toEqual(new Set(['lose']));
  });

  it('is turned round by a negation, and only within its reach', () => {
    expect(seen('no errors, disk failed')).toEqual(expect.arrayContaining(['n error', 's fail']));
    expect(seen('no errors, disk failed')).not.toContain('s error');
    expect(seen('12 passed, 0 failed')).toContain('n fail');
    expect(seen('errors: 0')).toContain('n error');
    expect(seen('errors: none')).toContain('n error');
    expect(seen('node 0 failed')).toContain('s fail');
  });

  it.for([
    ['GET /cart HTTP/1.1 503 12', 'c http 5xx'],
    ['responded with status 200', 'c http 2xx'],
    ['exited with code 137', 'c exit 137'],
    ['process exited with status 0', 'c exit 0'],
    ['ioctl returned -5', 'c negative return'],
  ] as const)('of “%s” includes what its number means: %s', ([message, code]) => expect(seen(message)).toContain(code));

  it.for(['took 503 ms', 'sent 200 bytes', 'version 137'])('of “%s” includes no code', (message) =>
    expect(seen(message).filter((name) => name.startsWith('c '))).toEqual([]),
  );

  it('leaves out the level that a text states, and only where it is one', () => {
    expect(featuresOf({ template: '[ERROR] disk is fine', example: '' })).toMatchObject({ statedLevel: 17 });
    expect(featuresOf({ template: 'level=warn msg="x y"', example: '' })).toMatchObject({ statedLevel: 13 });
    expect(featuresOf({ template: 'error while reading', example: '' })).toMatchObject({ statedLevel: 0 });
  });

  it('knows a line of a dump by its form', () => {
    expect(seen('lr:0x00a1b2c3 cr:0x2200aa44')).toContain('x dump');
    expect(seen('nested........... 0')).toContain('x dump');
    expect(seen('segfault at 0x7f12 ip 0x55aa sp 0x7ffd')).not.toContain('x dump');
    expect(seen('errors=5 dropped=12')).not.toContain('x dump');
    expect(seen('restarting now...')).not.toContain('x dump');
  });
});

describe('numbers behind a template', () => {
  it('are read from the example, until the two part', () => {
    expect(hiddenNumbers('<num> of <num> failed on <ip>:<num>', '3 of  12 failed on 10.0.0.1:80')).toEqual(['3', '12', '80']);
    expect(hiddenNumbers('a <num> b <num>', 'something else 7')).toEqual([]);
    expect(hiddenNumbers('rc=<num>', 'rc=-110')).toEqual(['-110']);
  });
});

describe('the compact form of weights', () => {
  it('gives back what was put in', () => {
    const table = decodeTable(
      encodeTable([
        { slot: 70_000, attention: -127, critical: 3, categories: [] },
        { slot: 5, attention: 127, critical: -1, categories: [1, -2] },
      ]),
      2,
    );
    expect([5, 70_000, 6].map(table.attention)).toEqual([127, -127, 0]);
    expect([5, 70_000, 6].map(table.critical)).toEqual([-1, 3, 0]);
    expect([0, 1].map((position) => table.category(5, position))).toEqual([1, -2]);
    expect([5, 70_000, 6].map(table.isKnown)).toEqual([true, true, false]);
  });
});
