/** Whichever function dies, wherever in its work: nothing is lost, and everything happens once in effect. */
import { afterEach, expect, it } from 'vitest';
import { openPipeline, type Pipeline, prefix } from '#test/support/cloud-fixture.ts';
import { type DrillOutcome, drillOutcome, environmentOf, outcomeDifference, playDrill } from '#test/support/outage-drill.ts';
import { describeMoment, type Moment, type Reaper, reaperOf } from '#test/support/reaper.ts';

/** Moments tried of each function; `DEATHS=1000 npx vitest run test/local/dying-workers.test.ts` tries them all, in minutes. */
const mostMoments = Number(process.env['DEATHS'] ?? 6);
/** A stream forgets after a day of virtual time, and the ledger with it: then another cloud goes on. */
const drillsOfOneCloud = 60;

let pipeline: Pipeline | undefined;
const close = async (): Promise<void> => {
  await pipeline?.cloud.close();
  pipeline = undefined;
};
afterEach(close);

/** A few of many, evenly, the first and the last among them. */
const sampled = (all: readonly Moment[]): readonly Moment[] =>
  all.length <= mostMoments
    ? all
    : all.filter(
        (_, at) => Math.floor((at * (mostMoments - 1)) / (all.length - 1)) > Math.floor(((at - 1) * (mostMoments - 1)) / (all.length - 1)),
      );

interface Drill {
  readonly outcome: DrillOutcome;
  readonly moments: readonly Moment[];
  readonly ledger: Awaited<ReturnType<Pipeline['ledger']>>;
}

/** Plays drills one after the other on warm clouds. */
const driller = (name: string, reaper: Reaper) => {
  let run = 0;
  const play = async (moment?: Moment): Promise<Drill> => {
    run += 1;
    const current = pipeline ?? (await openPipeline({ interceptors: reaper.interceptors }));
    pipeline = current;
    reaper.arm(current.cloud.functions().find((each) => each.name === name)?.invocations ?? 0, moment);
    await playDrill(current, environmentOf(run));
    const moments = [...reaper.seen()];
    return { outcome: await drillOutcome(current, environmentOf(run)), moments, ledger: await current.ledger() };
  };
  return async (moment?: Moment): Promise<Drill> => {
    if (run % drillsOfOneCloud === 0) {
      await close();
      // The first on a cloud is another: everything is asked and fetched for the first time.
      await play();
    }
    return play(moment);
  };
};

/** A request that was stored but not answered comes again as another: counts may be higher, conditions may not. */
const withoutCounts = ({ alerts, ...rest }: DrillOutcome): DrillOutcome => ({
  ...rest,
  alerts: alerts.map((line) => line.replace(/ \d+ \{"folded".*$/, '')),
});

/** Whoever dies between claiming the launch and hearing of it leaves nobody to know: people are told, nothing is launched blindly. */
const failedLoudly = ({ messages, jobs }: DrillOutcome): boolean =>
  jobs.length === 0 && messages.some((message) => message.startsWith('"remediation_failed"'));

/** The times at which people hear of things depend on when things come again; their order in the record too. */
const acceptable = (name: string, actual: DrillOutcome, expected: DrillOutcome): readonly string[] => {
  if (name === 'remediate' && failedLoudly(actual)) return [];
  if (name === 'ingest') return outcomeDifference(withoutCounts(actual), withoutCounts(expected));
  const difference = outcomeDifference(actual, expected);
  // A warning that comes again after the critical one joins an incident that is critical already: nothing is raised.
  return name === 'route' ? difference.filter((line) => line !== '- timeline: "severity_raised" "route"  ') : difference;
};

it.for(['ingest', 'classify', 'detect', 'archive', 'route', 'escalate', 'notify', 'remediate', 'respond'])(
  'dying anywhere, %s loses nothing and repeats nothing',
  { timeout: 600_000 },
  async (name) => {
    const reaper = reaperOf(`${prefix}-${name}`);
    const drill = driller(`${prefix}-${name}`, reaper);
    const { outcome: undisturbed, moments } = await drill();
    expect(undisturbed.incidents).toEqual([expect.stringMatching(/^"resolved" "critical" "new" .* "remediate" /)]);
    expect([undisturbed.alerts.length, undisturbed.jobs.length]).toEqual([4, 1]);
    const chosen = sampled(moments);
    expect(chosen.length).toBeGreaterThan(3);

    // Equal outcomes are left out, so that a failure shows what differs, and after which death.
    const different: Record<string, unknown> = {};
    for (const moment of chosen) {
      const { outcome, ledger } = await drill(moment);
      const { balanced, signals, findings } = ledger;
      const difference = acceptable(name, outcome, undisturbed);
      if (!reaper.hasStruck()) different[describeMoment(moment)] = 'did not come to pass';
      else if (difference.length > 0) different[describeMoment(moment)] = difference;
      else if (!balanced || signals.inFlight + signals.quarantined + findings.inFlight + findings.quarantined > 0)
        different[describeMoment(moment)] = { signals, findings };
    }
    expect(different).toEqual({});
  },
);
