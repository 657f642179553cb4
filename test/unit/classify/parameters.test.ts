/** What varies in a message is told with its kind. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { parametersOf } from '#functions/classify/parameters.ts';

it.for<[string, readonly string[]]>([
  ['order ord-1042 failed after 3000ms', ['num 1042', 'num 3000']],
  ['connect from 10.0.0.3:443 to db1.shop.internal as "alice"', ['ip 10.0.0.3:443', 'host db1.shop.internal', 'str alice']],
  [
    'read /var/lib/a.log at 2026-11-21T05:24:00Z: 7c9e6679-7425-40de-944b-e07fc1f90ae7',
    ['path /var/lib/a.log', 'time 2026-11-21T05:24:00Z', 'uuid 7c9e6679-7425-40de-944b-e07fc1f90ae7'],
  ],
  ['blk_-1608_1002 of 0xdead', ['num 1608', 'num 1002', 'hex 0xdead']],
  ['nothing here', []],
])('%s', ([text, parameters]) => expect(parametersOf(text).map(({ kind, value }) => `${kind} ${value}`)).toEqual(parameters));

it('is bounded and never fails', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
      const found = parametersOf(`${text} ${'1 '.repeat(40)}`);
      expect(found.length).toBeLessThanOrEqual(16);
      for (const { value } of found) expect(value.length).toBeLessThanOrEqual(100);
    }),
  );
});
