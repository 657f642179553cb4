/** Schedules of every shape, by seed: for tests that compare two readings of the rules. */
import * as fc from 'fast-check';
import { weekdays } from '#kernel/policy/terms.ts';
import { type SchedulesPolicy, schedulesSchema } from '#kernel/policy.ts';

/** Twelve zones: without changes, with odd offsets, with half an hour of summer time, with a day skipped, with changes for Ramadan. */
export const zones = [
  'UTC',
  'Europe/Berlin',
  'America/New_York',
  'America/Santiago',
  'America/Sao_Paulo',
  'Africa/Casablanca',
  'Asia/Tehran',
  'Asia/Kathmandu',
  'Asia/Kolkata',
  'Australia/Lord_Howe',
  'Pacific/Chatham',
  'Pacific/Apia',
] as const;

const people = ['alex', 'sam', 'robin', 'kim', 'lee'];
const person = fc.constantFrom(...people);
const two = (value: number): string => String(value).padStart(2, '0');
/** Times at which clocks change come often. */
const clock = fc
  .tuple(
    fc.oneof({ arbitrary: fc.constantFrom(0, 1, 2, 3, 9), weight: 2 }, { arbitrary: fc.nat(23), weight: 1 }),
    fc.constantFrom(0, 0, 15, 30, 45, 59),
  )
  .map(([hour, minute]) => `${two(hour)}:${two(minute)}`);

const dateFrom = (from: string, days: number): fc.Arbitrary<string> =>
  fc.nat(days).map((day) => new Date(Date.parse(from) + day * 86_400_000).toISOString().slice(0, 10));
const localFrom = (from: string, days: number): fc.Arbitrary<string> =>
  fc.tuple(dateFrom(from, days), clock).map((parts) => parts.join('T'));

const shift = fc.oneof(
  fc.constantFrom('1w', '1w', '2w', '1d', '1d', '3d', '10d', '12h', '8h', '36h', '1h'),
  fc.tuple(fc.integer({ min: 1, max: 40 }), fc.constantFrom('h', 'd', 'w')).map(([count, unit]) => `${count}${unit}`),
);
const restriction = fc.record(
  { from: clock, to: clock, weekdays: fc.uniqueArray(fc.constantFrom(...weekdays), { minLength: 1 }) },
  { requiredKeys: ['from', 'to'] },
);

const layerFrom = (from: string, days: number, index: number) =>
  fc
    .record(
      {
        name: fc.constant(`layer-${index}`),
        people: fc.array(fc.oneof(person, fc.uniqueArray(person, { minLength: 1, maxLength: 3 })), { minLength: 1, maxLength: 5 }),
        // The lowest layer mostly covers everything; the ones above come and go.
        start: index === 0 ? localFrom(from, 60) : localFrom(from, days),
        end: localFrom(from, days * 2),
        shift,
        handover: fc.record({ time: clock, weekday: fc.constantFrom(...weekdays) }, { requiredKeys: ['time'] }),
        restrictions: fc.array(restriction, { minLength: 1, maxLength: 3 }),
        onlyOnHolidays: fc.constant(['fixed']),
        notOnHolidays: fc.subarray(['fixed', 'random'], { minLength: 1 }),
        timeZone: fc.constantFrom(...zones),
      },
      { requiredKeys: ['name', 'people', 'start', 'shift'] },
    )
    .map(({ handover, end, ...layer }) => ({
      ...layer,
      ...(end !== undefined && end > layer.start ? { end } : {}),
      ...(handover === undefined ? {} : { handover: layer.shift.endsWith('w') ? handover : { time: handover.time } }),
    }));

const spanFrom = (from: string, days: number) =>
  fc.tuple(localFrom(from, days), fc.integer({ min: 15, max: 20_000 }), fc.boolean()).map(([begin, minutes, zoned]) => ({
    from: zoned ? `${begin}Z` : begin,
    to: new Date(Date.parse(`${begin}Z`) + minutes * 60_000).toISOString().slice(0, 16) + (zoned ? 'Z' : ''),
  }));

/** A policy with one schedule, `any`, in a time zone, that lives in the days from a date on. */
export const scheduleIn = (zone: string, from: string, days: number): fc.Arbitrary<SchedulesPolicy> => {
  // Half of them within some months, so that they overlap.
  const crowded = fc.oneof(spanFrom(from, days), spanFrom(from, 200));
  return fc
    .record({
      layers: fc
        .integer({ min: 1, max: 4 })
        .chain((count) => fc.tuple(...Array.from({ length: count }, (_, index) => layerFrom(from, days, index)))),
      overrides: fc.array(fc.tuple(crowded, fc.uniqueArray(person, { minLength: 1, maxLength: 2 })), { minLength: 5, maxLength: 40 }),
      swaps: fc.array(fc.tuple(crowded, person, person), { minLength: 5, maxLength: 40 }),
      random: fc.uniqueArray(dateFrom(from, days), { maxLength: 40 }),
      fixed: fc.constant(
        Array.from({ length: Math.ceil(days / 30) }, (_, index) =>
          new Date(Date.parse(from) + index * 30 * 86_400_000).toISOString().slice(0, 10),
        ),
      ),
    })
    .map(({ layers, overrides, swaps, random, fixed }) =>
      schedulesSchema.parse({
        holidays: { random, fixed },
        schedules: {
          any: {
            timeZone: zone,
            layers,
            overrides: overrides.map(([span, who]) => ({ ...span, people: who })),
            swaps: swaps.map(([span, of, by]) => ({ ...span, of, by })),
          },
        },
      }),
    );
};
