import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { renderParameters, wholePattern } from '#functions/remediate/parameters.ts';
import { processorMs } from '#test/support/processor-time.ts';

const from = (label: string, pattern: string) => ({ label, pattern, type: 'text', maxLength: 200 }) as const;
const service = { service: from('service.name', '[a-z][a-z0-9-]{0,40}') };

describe('parameters of a runbook', () => {
  it('are fixed text and label values that match from end to end', () => {
    expect(renderParameters({ ...service, mode: 'rolling' }, { 'service.name': 'payment' })).toEqual({
      kind: 'rendered',
      parameters: { service: 'payment', mode: 'rolling' },
    });
  });

  it.for([
    'payment; rm -rf /',
    'payment\n',
    'payment\nrm',
    '\npayment',
    '$(reboot)',
    '{{ lookup("env","HOME") }}',
    '../../etc',
    'Payment',
    'pаyment',
    'payment\u0000',
    'payment\u2028x',
    '',
    'a'.repeat(42),
  ])('refuse the value %j', (value) => {
    const result = renderParameters(service, { 'service.name': value });
    expect(result.kind).toBe('refused');
    if (value.length > 4) expect(JSON.stringify(result)).not.toContain(JSON.stringify(value).slice(1, -1));
  });

  it('refuse a label the alert does not have, also one every object has', () => {
    for (const label of ['service.name', 'constructor', '__proto__', 'toString']) {
      expect(renderParameters({ p: from(label, '.*') }, {}).kind).toBe('refused');
    }
  });

  it('do not try a pattern on a long value', () => {
    const slow = { p: from('x', '(a+)+') };
    const took = processorMs(() => expect(renderParameters(slow, { x: `${'a'.repeat(200)}!` }).kind).toBe('refused'));
    expect(took).toBeLessThan(100);
  });

  it('hold an alternative to the whole value', () => {
    expect(wholePattern('a|b')('ab')).toBe(false);
    expect(wholePattern('a|b')('xb')).toBe(false);
    expect(wholePattern('a|b')('b')).toBe(true);
  });

  it('say which pattern is none', () => {
    expect(() => wholePattern('[a-')).toThrow(expect.objectContaining({ name: 'ConfigError' }));
  });

  it('never let through a value outside the pattern, whatever it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (value) => {
        const result = renderParameters(service, { 'service.name': value });
        const plain = [...value].every((char) => 'abcdefghijklmnopqrstuvwxyz0123456789-'.includes(char));
        if (result.kind === 'rendered') expect(plain && /[a-z]/.test(value[0] ?? '') && value.length <= 41).toBe(true);
      }),
    );
  });
});
