/** Which addresses are public, private, or never called: over every range, and every way to write an address. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addressClass } from '#adapters/http/address-class.ts';
import { checkLiteral } from '#adapters/http/guarded-lookup.ts';

type Bytes = readonly [number, number, number, number];

const byte = fc.nat(255);
const anyV4: fc.Arbitrary<Bytes> = fc.tuple(byte, byte, byte, byte);
/** Half of them in the ranges that matter. */
const v4 = fc.oneof(
  anyV4,
  fc
    .tuple(
      fc.constantFrom([10, 0], [127, 0], [169, 254], [172, 16], [172, 31], [172, 32], [192, 168], [100, 64], [100, 128], [0, 0], [224, 0]),
      byte,
      byte,
    )
    .map(([[first = 0, second = 0], third, last]): Bytes => [first, second, third, last]),
);
const dotted = (bytes: Bytes): string => bytes.join('.');
const groups = ([a, b, c, d]: Bytes): string => `${((a << 8) | b).toString(16)}:${((c << 8) | d).toString(16)}`;

/** Says the same in other words: by the first two numbers. */
const expected = ([a, b, c]: Bytes): string => {
  if (a === 10 || (a === 172 && b >= 16 && b < 32) || (a === 192 && b === 168) || (a === 100 && b >= 64 && b < 128)) return 'private';
  if (a === 0 || a === 127 || a >= 224 || (a === 169 && b === 254) || (a === 198 && (b === 18 || b === 19))) return 'forbidden';
  const small = [
    [192, 0, 0],
    [192, 0, 2],
    [192, 88, 99],
    [198, 51, 100],
    [203, 0, 113],
  ].some(([x, y, z]) => a === x && b === y && c === z);
  return small ? 'forbidden' : 'public';
};

describe('an address', () => {
  it('is of the class of its range', () => {
    fc.assert(
      fc.property(v4, (bytes) => addressClass(dotted(bytes)) === expected(bytes)),
      { numRuns: 2_000 },
    );
  });

  it('is of the same class where IPv6 holds it, however it is written', () => {
    const spellings: readonly ((bytes: Bytes) => string)[] = [
      (bytes) => `::ffff:${dotted(bytes)}`,
      (bytes) => `::FFFF:${groups(bytes)}`,
      (bytes) => `0:0:0:0:0:ffff:${groups(bytes)}`,
      (bytes) => `0000:0000:0000:0000:0000:ffff:${dotted(bytes)}`,
      (bytes) => `64:ff9b::${dotted(bytes)}`,
      (bytes) => `64:ff9b:0:0:0:0:${groups(bytes)}`,
    ];
    fc.assert(
      fc.property(v4, fc.constantFrom(...spellings), (bytes, spell) => addressClass(spell(bytes)) === expected(bytes)),
      { numRuns: 2_000 },
    );
  });

  it.for([
    ['2600:1f18::1', 'public'],
    ['2a00:1450:4001:80b::200e', 'public'],
    ['fd12:3456::1', 'private'],
    ['fc00::1', 'private'],
    ['fd00:ec2::254', 'forbidden'],
    ['::1', 'forbidden'],
    ['::', 'forbidden'],
    ['fe80::1', 'forbidden'],
    ['fe80::1%eth0', 'forbidden'],
    ['2600:1f18::1%eth0', 'forbidden'],
    ['fec0::1', 'forbidden'],
    ['ff02::1', 'forbidden'],
    ['::127.0.0.1', 'forbidden'],
    ['64:ff9b:1::10.0.0.1', 'forbidden'],
    ['2001:0:4136:e378::1', 'forbidden'],
    ['2001:db8::1', 'forbidden'],
    ['2002:7f00:1::', 'forbidden'],
    ['100::1', 'forbidden'],
    ['255.255.255.255', 'forbidden'],
    ['localhost', 'forbidden'],
    ['010.0.0.1', 'forbidden'],
    ['', 'forbidden'],
  ] as const)('%s is %s', ([address, kind]) => {
    expect(addressClass(address)).toBe(kind);
  });
});

describe('a host written as an address', () => {
  const hostOf = (text: string): string => new URL(`https://${text}/`).hostname;

  it('is refused in every spelling of this machine and its link', () => {
    const spellings: readonly ((bytes: Bytes) => string)[] = [
      dotted,
      (bytes) => bytes.map((part) => `0x${part.toString(16)}`).join('.'),
      (bytes) => bytes.map((part) => `0${part.toString(8)}`).join('.'),
      ([a, b, c, d]) => String(((a * 256 + b) * 256 + c) * 256 + d),
      ([a, b, c, d]) => `${a}.${(b * 256 + c) * 256 + d}`,
      (bytes) => `${dotted(bytes)}.`,
      (bytes) => `[::ffff:${dotted(bytes)}]`,
      (bytes) => `[64:ff9b::${groups(bytes)}]`,
      (bytes) => dotted(bytes).replaceAll('1', '１'),
    ];
    const own = fc.oneof(
      fc.tuple(byte, byte, byte).map(([b, c, d]): Bytes => [127, b, c, d]),
      fc.tuple(byte, byte).map(([c, d]): Bytes => [169, 254, c, d]),
    );
    fc.assert(
      fc.property(own, fc.constantFrom(...spellings), fc.boolean(), (bytes, spell, isPrivate) => {
        expect(() => checkLiteral(hostOf(spell(bytes)), isPrivate)).toThrow();
      }),
    );
  });

  it.for([
    ['10.1.2.3', false, false],
    ['10.1.2.3', true, true],
    ['[fd12::1]', true, true],
    ['[fd12::1]', false, false],
    ['[fd00:ec2::254]', true, false],
    ['93.184.215.14', false, true],
    ['awx.example.com', false, true],
    ['169.254.169.254', true, false],
  ] as const)('%s, named private: %s, may be called: %s', ([text, isPrivate, may]) => {
    const check = () => checkLiteral(hostOf(text), isPrivate);
    if (may) expect(check).not.toThrow();
    else expect(check).toThrow(expect.objectContaining({ name: 'UpstreamError', reason: 'address_refused', retryable: false }));
  });
});
