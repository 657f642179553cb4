import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson } from '#kernel/canonical-json.ts';
import { fingerprint, idFrom } from '#kernel/fingerprint.ts';

const label = fc.string({ minLength: 1, maxLength: 8 }).filter((text) => !text.includes('\0'));
const labels = fc.dictionary(label, label, { maxKeys: 6, noNullPrototype: true });

describe('a fingerprint', () => {
  it('does not depend on the order of the labels', () => {
    fc.assert(
      fc.property(labels, (some) => {
        expect(fingerprint(Object.fromEntries(Object.entries(some).reverse()))).toBe(fingerprint(some));
      }),
    );
  });

  it('differs where any label differs', () => {
    fc.assert(
      fc.property(labels, labels, (a, b) => {
        expect(fingerprint(a) === fingerprint(b)).toBe(canonicalJson(a) === canonicalJson(b));
      }),
    );
  });

  it('does not count an empty label, as in Alertmanager', () => {
    expect(fingerprint({ a: '1', b: '' })).toBe(fingerprint({ a: '1' }));
  });

  it('does not let labels run into each other', () => {
    expect(fingerprint({ ab: 'c' })).not.toBe(fingerprint({ a: 'bc' }));
    expect(fingerprint({ a: 'b', c: 'd' })).not.toBe(fingerprint({ a: 'b\0c\0d' }));
  });

  it('stays as it is from version to version', () => {
    expect(fingerprint({ alertname: 'payment-declined', 'service.name': 'payment' })).toMatch(/^[0-9a-f]{16}$/);
    expect(fingerprint({})).toBe('e3b0c44298fc1c14');
  });
});

describe('an id', () => {
  it('follows from its parts, and where one ends counts', () => {
    expect(idFrom('a', 'bc')).toBe(idFrom('a', 'bc'));
    expect(idFrom('a', 'bc')).not.toBe(idFrom('ab', 'c'));
    expect(idFrom('a')).not.toBe(idFrom('a', ''));
    expect(idFrom('1:a', '')).not.toBe(idFrom('', '1:a'));
    expect(idFrom('a')).toMatch(/^[0-9a-f]{20}$/);
  });
});
