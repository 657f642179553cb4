/** Workers die in mid-batch, before and after their work took effect: nothing is lost, nothing counts twice. */
import { describe, expect, it } from 'vitest';
import type { LocalCloudOptions } from '#lib/local/cloud-options.ts';
import { openReplayCloud } from '#lib/replay/open-cloud.ts';
import { play } from '#lib/replay/play.ts';
import { progressOn } from '#lib/replay/progress.ts';
import { makeReport, type Report } from '#lib/replay/report.ts';
import { readScript } from '#lib/replay/script.ts';
import { synthesise } from '#lib/replay/synthesise.ts';

const story = new URL('../../events/story/checkout-outage', import.meta.url).pathname;
/** The slowdown and the first errors. */
const fromMs = 8 * 60_000;
const untilMs = 11 * 60_000;

const threeMinutes = async (interceptors: LocalCloudOptions['interceptors']): Promise<Report> => {
  const assembly = await synthesise('dev', true, () => undefined);
  const whole = readScript(story);
  const script = { ...whole, endsAt: untilMs, people: [], requests: whole.requests.filter(({ at }) => at >= fromMs && at <= untilMs) };
  const cloud = await openReplayCloud(assembly, 'dev', script.startAt, interceptors);
  try {
    const played = await play(cloud, script, progressOn(process.stderr, true));
    return makeReport(played, await cloud.remains());
  } finally {
    await cloud.close();
  }
};

const stage = (name: string): string => `streamwarden-dev-${name}`;

describe('a killed worker', () => {
  it.for(['classify', 'detect', 'archive', 'route'])(
    'of %s, killed in every second invocation, after its first call or after its last, loses nothing',
    async (name) => {
      let killed = 0;
      const report = await threeMinutes({
        invocation: (each) => {
          if (each.function !== stage(name) || each.invocation % 4 !== 3) return 'proceed';
          killed += 1;
          return 'kill-after';
        },
        call: (each) => {
          if (each.function !== stage(name) || each.invocation % 4 !== 1 || each.call !== 1) return 'proceed';
          killed += 1;
          return 'kill-after';
        },
      });
      expect(killed).toBeGreaterThan(0);
      expect(report.ledger).toMatchObject({ signals: { missing: 0, inFlight: 0 }, findings: { missing: 0, inFlight: 0 }, balanced: true });
      expect(report.incidents).toMatchObject([{ incident: { severity: 'critical' } }]);
    },
  );
});
