import { describe, expect, it } from 'vitest';
import { onCallAt } from '#calendar/on-call.ts';
import { shiftsBetween } from '#calendar/shifts.ts';
import { type SchedulesPolicy, schedulesSchema } from '#kernel/policy.ts';

const hourMs = 3_600_000;
const policyOf = (schedule: object, holidays: object = {}): SchedulesPolicy =>
  schedulesSchema.parse({ holidays, schedules: { primary: { timeZone: 'Europe/Berlin', ...schedule } } });
const daily = { name: 'daily', people: ['alex', 'sam'], start: '2026-03-01T09:00', shift: '1d' };
const at = (text: string) => Date.parse(text);
const ask = (policy: SchedulesPolicy, time: string) => {
  const { people, until, because } = onCallAt(policy, 'primary', at(time));
  return { people: people.join(' '), until: new Date(until).toISOString().slice(0, 16), because };
};

describe('a daily handover at 09:00', () => {
  it.for([
    ['a plain day', '2026-03-10T12:00Z', 24],
    ['the day clocks are put forward', '2026-03-28T12:00Z', 23],
    ['the day clocks are put back', '2026-10-24T12:00Z', 25],
  ] as const)('stays at 09:00 on the wall clock: %s', ([, time, hours]) => {
    const first = onCallAt(policyOf({ layers: [daily] }), 'primary', at(time));
    const next = onCallAt(policyOf({ layers: [daily] }), 'primary', first.until);
    expect(new Intl.DateTimeFormat('en-GB', { timeZone: 'Europe/Berlin', timeStyle: 'short' }).format(first.until)).toBe('09:00');
    const begin = first.until - hours * hourMs;
    expect(onCallAt(policyOf({ layers: [daily] }), 'primary', begin).people).toEqual(first.people);
    expect(onCallAt(policyOf({ layers: [daily] }), 'primary', begin - 1).people).toEqual(next.people);
  });

  it.for([
    ['does not exist', '2026-03-29T00:59:59Z', '2026-03-29T01:00'],
    ['comes twice', '2026-10-25T00:00Z', '2026-10-25T00:30'],
  ] as const)('at 02:30, where that time %s, happens at the change or the first time', ([, time, handover]) => {
    expect(ask(policyOf({ layers: [{ ...daily, start: '2026-03-01T02:30' }] }), time).until).toBe(handover);
  });
});

describe('a schedule', () => {
  it('begins with a shorter turn where the handover is not at the start', () => {
    const layer = { ...daily, start: '2026-03-04T12:00', shift: '1w', handover: { time: '09:00', weekday: 'monday' } };
    const policy = policyOf({ layers: [layer] });
    expect(ask(policy, '2026-03-04T10:00Z')).toEqual({ people: '', until: '2026-03-04T11:00', because: 'the layer daily does not apply' });
    expect(ask(policy, '2026-03-04T11:00Z')).toMatchObject({ people: 'alex', until: '2026-03-09T08:00' });
    expect(ask(policy, '2026-03-09T08:00Z')).toMatchObject({ people: 'sam', until: '2026-03-16T08:00' });
  });

  it('asks the highest layer that applies: business hours above the rest, which end when they end', () => {
    const restrictions = [{ from: '09:00', to: '17:00', weekdays: ['monday', 'tuesday', 'wednesday', 'thursday', 'friday'] }];
    const office = { name: 'office', people: [['robin', 'kim']], start: '2026-03-01', restrictions };
    const policy = policyOf({ layers: [daily, office] });
    const because = 'it is the turn of robin and kim in the layer office';
    expect(ask(policy, '2026-03-10T08:00Z')).toEqual({ people: 'robin kim', until: '2026-03-10T16:00', because });
    expect(ask(policy, '2026-03-10T16:00Z')).toMatchObject({ people: 'sam', until: '2026-03-11T08:00' });
    expect(ask(policy, '2026-03-14T12:00Z')).toMatchObject({ people: 'sam', until: '2026-03-15T08:00' });
  });

  it('gives holidays to another layer, whole days of the wall clock', () => {
    const layers = [
      { ...daily, notOnHolidays: ['germany'] },
      { name: 'holidays', people: ['kim'], start: '2026-01-01', onlyOnHolidays: ['germany'] },
    ];
    const policy = policyOf({ layers }, { germany: ['2026-04-03'] });
    expect(ask(policy, '2026-04-02T21:59Z')).toMatchObject({ people: 'alex', until: '2026-04-02T22:00' });
    expect(ask(policy, '2026-04-02T22:00Z')).toMatchObject({ people: 'kim', until: '2026-04-03T22:00' });
    expect(ask(policy, '2026-04-03T22:00Z').people).toBe('sam');
  });

  it('lets the last override that holds speak, above layers and swaps', () => {
    const overrides = [
      { from: '2026-03-10T12:00', to: '2026-03-10T20:00', people: ['kim'], comment: 'alex travels' },
      { from: '2026-03-10T14:00Z', to: '2026-03-10T15:00Z', people: ['robin'] },
    ];
    const swaps = [{ from: '2026-03-10', to: '2026-03-11', of: 'sam', by: 'lee' }];
    const policy = policyOf({ layers: [daily], overrides, swaps });
    expect(ask(policy, '2026-03-10T10:00Z')).toMatchObject({ people: 'lee', until: '2026-03-10T11:00' });
    expect(ask(policy, '2026-03-10T11:00Z')).toEqual({
      people: 'kim',
      until: '2026-03-10T14:00',
      because: 'an override names kim: alex travels',
    });
    expect(ask(policy, '2026-03-10T14:00Z')).toMatchObject({ people: 'robin', until: '2026-03-10T15:00' });
    expect(ask(policy, '2026-03-10T15:00Z')).toMatchObject({ people: 'kim', until: '2026-03-10T19:00' });
  });

  it('swaps within a turn, each as the ones before have left it', () => {
    const swaps = [
      { from: '2026-03-10T10:00Z', to: '2026-03-10T14:00Z', of: 'sam', by: 'kim' },
      { from: '2026-03-10T12:00Z', to: '2026-03-10T13:00Z', of: 'kim', by: 'lee' },
    ];
    const policy = policyOf({ layers: [daily], swaps });
    const shifts = [...shiftsBetween(policy, 'primary', at('2026-03-10T08:00Z'), at('2026-03-10T16:00Z'))];
    expect(shifts.map(({ people, from }) => `${new Date(from).toISOString().slice(11, 16)} ${people.join(' ')}`)).toEqual([
      '08:00 sam',
      '10:00 kim',
      '12:00 lee',
      '13:00 kim',
      '14:00 sam',
    ]);
    expect(shifts[2]?.because).toBe(
      'it is the turn of sam in the layer daily, but kim takes the turns of sam, but lee takes the turns of kim',
    );
  });

  it('of an unknown name is a gap that says so', () => {
    expect(onCallAt(policyOf({ layers: [daily] }), 'toString', 0)).toMatchObject({ people: [], because: 'there is no schedule toString' });
  });

  it('is asked in well under 50 microseconds', () => {
    const policy = policyOf({ layers: [daily, { ...daily, name: 'other', restrictions: [{ from: '22:00', to: '06:00' }] }] });
    const begin = at('2026-01-01T00:00Z');
    const run = (): number => {
      const before = process.cpuUsage();
      for (let index = 0; index < 20_000; index += 1) onCallAt(policy, 'primary', begin + index * 1_234_567);
      return process.cpuUsage(before).user / 20_000;
    };
    run();
    expect(run()).toBeLessThan(50);
  });
});
