import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { eventSignal, joinKey } from '#kernel/reading/event-signal.ts';

const condition = { source: 'test', name: 'Wrong', key: 'k', status: 'firing', timeUnixNano: 5n } as const;

describe('an event signal', () => {
  it('says labels, annotations and fields under their prefixes, and leaves out what is empty', () => {
    const event = eventSignal({
      ...condition,
      url: '',
      message: '',
      severityText: 'page',
      labels: new Map([
        ['service', 'orders'],
        ['__proto__', 'x'],
      ]),
      annotations: [['summary', 'S']],
      fields: { 'test.a': 1, 'test.b': undefined, 'test.c': '' },
    });
    expect(event).toEqual({
      kind: 'event',
      ...{ source: 'test', name: 'Wrong', status: 'firing', timeUnixNano: 5n, severityText: 'page' },
      resource: { attributes: { 'service.name': 'orders' } },
      attributes: { 'event.key': 'k', 'label.service': 'orders', 'label.__proto__': 'x', 'annotation.summary': 'S', 'test.a': 1 },
    });
  });

  it('believes what the source says of the resource more than its labels', () => {
    const event = eventSignal({ ...condition, labels: new Map([['host', 'label']]), resource: { 'host.name': 'said' } });
    expect(event.resource.attributes).toEqual({ 'host.name': 'said' });
  });

  it('may have 512 attributes and no more', () => {
    const labels = (count: number) => new Map(Array.from({ length: count }, (_, at) => [`l${at}`, 'x'] as const));
    expect(Object.keys(eventSignal({ ...condition, labels: labels(511) }).attributes)).toHaveLength(512);
    expect(() => eventSignal({ ...condition, labels: labels(512) })).toThrow('more than 512 attributes');
  });
});

describe('a key', () => {
  const keyOf = (key: string) => eventSignal({ ...condition, key }).attributes['event.key'];

  it('of 512 characters stays, a longer one becomes its hash', () => {
    expect(keyOf('k'.repeat(512))).toBe('k'.repeat(512));
    expect(keyOf('k'.repeat(513))).toMatch(/^[0-9a-f]{20}$/);
    expect(keyOf('k'.repeat(514))).not.toBe(keyOf('k'.repeat(513)));
  });

  it('of long parts is short, and another for another part', () => {
    expect(joinKey('x'.repeat(1_000_000), '|'.repeat(1_000_000))).toHaveLength(41);
    expect(joinKey('x'.repeat(600), 'a')).not.toBe(joinKey('x'.repeat(601), 'a'));
  });
});

it('keys of different parts are different', () => {
  const parts = fc.array(fc.string({ unit: fc.constantFrom('|', '\\', 'a') }), { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(parts, parts, (a, b) => {
      expect(joinKey(...a) === joinKey(...b)).toBe(JSON.stringify(a) === JSON.stringify(b));
    }),
  );
});
