/** The breaker's whole state diagram, and that what an earlier era reports changes nothing. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { abandoned, admit, type Breaker, type BreakerSettings, closedBreaker, failed, succeeded, type Ticket } from '#ai/breaker.ts';

const settings: BreakerSettings = { failures: 3, openMs: 1_000, longestOpenMs: 5_000, probeMs: 300 };

const admitted = (breaker: Breaker, now: number): { breaker: Breaker; ticket: Ticket } => {
  const { breaker: after, ticket } = admit(breaker, now, settings);
  if (ticket === undefined) throw new Error('not admitted');
  return { breaker: after, ticket };
};
const refused = (breaker: Breaker, now: number): boolean => admit(breaker, now, settings).ticket === undefined;

const failTimes = (times: number, start: Breaker = closedBreaker, now = 0): Breaker => {
  let breaker = start;
  for (let time = 0; time < times; time += 1) {
    const { breaker: asked, ticket } = admitted(breaker, now);
    breaker = failed(asked, ticket, now, settings);
  }
  return breaker;
};

const open = failTimes(3);

describe('a closed breaker', () => {
  it('admits any number at once', () => {
    expect([1, 2, 3].map(() => refused(closedBreaker, 0))).toEqual([false, false, false]);
  });
  it('stays closed below the limit, and forgets failures at a success', () => {
    const two = failTimes(2);
    expect(two.state).toBe('closed');
    const { breaker, ticket } = admitted(two, 0);
    expect(failTimes(2, succeeded(breaker, ticket)).state).toBe('closed');
  });
  it('opens at the limit', () => {
    expect(open).toMatchObject({ state: 'open', until: 1_000 });
  });
  it('opens for as long as it was asked to wait, and no longer than the longest', () => {
    const two = failTimes(2);
    const { breaker, ticket } = admitted(two, 0);
    expect(failed(breaker, ticket, 0, settings, { pauseMs: 3_000 })).toMatchObject({ state: 'open', until: 3_000 });
    expect(failed(breaker, ticket, 0, settings, { pauseMs: 1e9 })).toMatchObject({ state: 'open', until: 5_000 });
  });
  it('opens at once, for the longest, where asking again is hopeless', () => {
    const { breaker, ticket } = admitted(closedBreaker, 0);
    expect(failed(breaker, ticket, 0, settings, { isHopeless: true })).toMatchObject({ state: 'open', until: 5_000 });
  });
  it('takes no notice of an abandoned call', () => {
    const { breaker, ticket } = admitted(failTimes(2), 0);
    expect(abandoned(breaker, ticket)).toBe(breaker);
  });
});

describe('an open breaker', () => {
  it('admits nobody before its time', () => {
    expect([0, 500, 999].map((now) => refused(open, now))).toEqual([true, true, true]);
  });
  it('takes no notice of calls that went out before it opened', () => {
    const early = admitted(closedBreaker, 0).ticket;
    expect(succeeded(open, early)).toBe(open);
    expect(failed(open, early, 900, settings)).toBe(open);
    expect(abandoned(open, early)).toBe(open);
  });
  it('lets one probe through when its time has come, however many ask', () => {
    const { breaker } = admitted(open, 1_000);
    expect(breaker.state).toBe('half-open');
    expect([1_000, 1_100, 1_299].map((now) => refused(breaker, now))).toEqual([true, true, true]);
  });
});

describe('a half-open breaker', () => {
  const { breaker: probing, ticket: probe } = admitted(open, 1_000);

  it('closes when the probe succeeds', () => {
    expect(succeeded(probing, probe)).toMatchObject({ state: 'closed', failures: 0 });
  });
  it('opens for twice as long when the probe fails, up to the longest', () => {
    let breaker = failed(probing, probe, 1_100, settings);
    expect(breaker).toMatchObject({ state: 'open', until: 3_100 });
    for (const until of [3_100 + 4_000, 7_100 + 5_000, 12_100 + 5_000]) {
      const again = admitted(breaker, breaker.state === 'open' ? breaker.until : 0);
      breaker = failed(again.breaker, again.ticket, breaker.state === 'open' ? breaker.until : 0, settings);
      expect(breaker).toMatchObject({ state: 'open', until });
    }
  });
  it('lets another probe through when this one was not made after all', () => {
    expect(refused(abandoned(probing, probe), 1_001)).toBe(false);
  });
  it('lets another probe through when nobody heard of this one again, whose late word then counts for nothing', () => {
    const { breaker: second, ticket } = admitted(probing, 1_300);
    expect(succeeded(second, probe)).toBe(second);
    expect(failed(second, probe, 1_301, settings)).toBe(second);
    expect(abandoned(second, probe)).toBe(second);
    expect(succeeded(second, ticket).state).toBe('closed');
  });
  it('takes no notice of calls of the closed era', () => {
    const early = admitted(closedBreaker, 0).ticket;
    expect(succeeded(probing, early)).toBe(probing);
    expect(failed(probing, early, 1_001, settings)).toBe(probing);
  });
});

it('has at most one call out while half-open, in any order of events', () => {
  const event = fc.record({ kind: fc.constantFrom('ask', 'succeed', 'fail', 'abandon', 'wait'), which: fc.nat(20), ms: fc.nat(400) });
  fc.assert(
    fc.property(fc.array(event, { maxLength: 200 }), (events) => {
      let breaker: Breaker = closedBreaker;
      let now = 0;
      const out: Ticket[] = [];
      for (const { kind, which, ms } of events) {
        if (kind === 'wait') now += ms;
        const ticket = out[which % Math.max(1, out.length)];
        if (kind === 'ask') {
          const asked = admit(breaker, now, settings);
          ({ breaker } = asked);
          if (asked.ticket !== undefined) out.push(asked.ticket);
        } else if (ticket !== undefined && kind !== 'wait') {
          out.splice(out.indexOf(ticket), 1);
          if (kind === 'succeed') breaker = succeeded(breaker, ticket);
          if (kind === 'fail') breaker = failed(breaker, ticket, now, settings);
          if (kind === 'abandon') breaker = abandoned(breaker, ticket);
        }
        const ofThisEra = out.filter(({ era }) => era === breaker.era).length;
        if (breaker.state === 'half-open') expect(ofThisEra).toBeLessThanOrEqual(1);
        if (breaker.state === 'open') expect(ofThisEra).toBe(0);
      }
    }),
  );
});
