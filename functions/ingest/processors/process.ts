/** `processors.yaml` made ready once, for every request after it. */
import { noModelMark, regionMark } from '#kernel/compliance.ts';
import { sanitiseAll } from '#kernel/policy/sanitise-all.ts';
import { standardLimits } from '#kernel/policy/standard-limits.ts';
import type { ProcessorsPolicy, SanitisePolicy } from '#kernel/policy.ts';
import { mebibyte } from '#kernel/reading/limits.ts';
import { type AttributeDraft, setAttribute } from '#kernel/reading/values.ts';
import type { Attributes } from '#kernel/resource.ts';
import type { Signal } from '#kernel/signal.ts';
import { type ActionContext, type ApplyAction, applyAction } from './actions.ts';
import { completions } from './complete.ts';
import { type Hold, holder } from './hold.ts';
import { type SkewOf, skewJudge, textCutter } from './limit.ts';
import { resourceMatcher, signalMatcher } from './match.ts';
import { needsPatterns, noEngine, type PatternEngine } from './needed-patterns.ts';
import { type Reduce, reducer } from './reduce.ts';
import { type SeriesGate, seriesGate } from './series-count.ts';

/** What is done to a request's signals, in this order: resources completed, attributes changed, signals left out, secrets taken out. */
export interface Processors {
  readonly sanitise: SanitisePolicy;
  /** Bytes a body may have once inflated. */
  readonly maxBodyBytes: number;
  /** What holds the signals of one request to limits of shape. */
  readonly hold: () => Hold;
  /** A resource's attributes as they are stored; the same object when nothing changes. */
  readonly resource: (attributes: Attributes, digest: Digest) => Attributes;
  /** A signal with its attributes changed and marked; undefined where no rule speaks of signals. */
  readonly signal: ((signal: Signal, digest: Digest) => Signal) | undefined;
  /** Undefined where no clock is looked at. */
  readonly skew: { readonly of: SkewOf; readonly drop: boolean } | undefined;
  /** Cuts long texts of a sanitised signal; undefined where none is too long. */
  readonly cut: ((signal: Signal) => Signal) | undefined;
  /** Where signals are stored; those marked for another region must not be. Undefined where nobody said. */
  readonly region: string | undefined;
  /** Undefined where series are not counted. */
  readonly series: SeriesGate | undefined;
  /** Undefined where everything is stored. */
  readonly reduce: Reduce | undefined;
}

type Digest = ActionContext['digest'];

const resourceSteps = ({ complete, derive, attributes }: ProcessorsPolicy, engine: PatternEngine): Processors['resource'] => {
  const derivations = derive.map(({ match, environment, tier }) => ({ matches: resourceMatcher(match, engine), environment, tier }));
  const actions = attributes
    .filter(({ on }) => on === 'resource')
    .map((action) => ({ matches: resourceMatcher(action.match, engine), apply: applyAction(action, engine) }));
  const deriveInto = (draft: AttributeDraft): void => {
    for (const { matches, environment, tier } of derivations) {
      if (!matches(draft)) continue;
      if (environment !== undefined && !Object.hasOwn(draft, 'deployment.environment.name'))
        setAttribute(draft, 'deployment.environment.name', environment);
      if (tier !== undefined && !Object.hasOwn(draft, 'service.tier')) setAttribute(draft, 'service.tier', tier);
    }
  };
  return (given, digest) => {
    const added = complete ? completions(given) : {};
    if (derivations.length + actions.length === 0) return Object.keys(added).length === 0 ? given : { ...given, ...added };
    const draft: AttributeDraft = { ...given, ...added };
    for (const { matches, apply } of actions) if (matches(draft)) apply(draft, { fallback: {}, body: undefined, digest });
    deriveInto(draft);
    return draft;
  };
};

const mark =
  (region: string | undefined, noModel: boolean | undefined): ApplyAction =>
  (draft) => {
    if (region !== undefined && !Object.hasOwn(draft, regionMark)) setAttribute(draft, regionMark, region);
    if (noModel === true) setAttribute(draft, noModelMark, true);
  };

const signalSteps = ({ attributes, compliance }: ProcessorsPolicy, engine: PatternEngine): Processors['signal'] => {
  const steps = [
    ...attributes
      .filter(({ on }) => on === 'signal')
      .map((action) => ({ matches: signalMatcher(action.match, engine), apply: applyAction(action, engine) })),
    ...compliance.map(({ match, region, noModel }) => ({ matches: signalMatcher(match, engine), apply: mark(region, noModel) })),
  ];
  if (steps.length === 0) return undefined;
  return (signal, digest) => {
    let current = signal;
    for (const { matches, apply } of steps) {
      if (!matches(current)) continue;
      const draft: AttributeDraft = { ...current.attributes };
      apply(draft, { fallback: current.resource.attributes, body: current.kind === 'log' ? current.body : undefined, digest });
      current = { ...current, attributes: draft };
    }
    return current;
  };
};

const skewSteps = ({ limits }: ProcessorsPolicy): Processors['skew'] => {
  const of = skewJudge(limits);
  return of === undefined ? undefined : { of, drop: limits.skewed === 'drop' };
};

/** What holds where no policy says otherwise. */
const standardPolicy: ProcessorsPolicy = {
  sanitise: sanitiseAll,
  limits: standardLimits,
  complete: true,
  derive: [],
  attributes: [],
  compliance: [],
  drop: [],
  sample: [],
};

/** `region` is where signals are stored. InputError for a pattern that is none; synthesis has looked at all of them. */
export const createProcessors = (
  policy: ProcessorsPolicy = standardPolicy,
  engine: PatternEngine = noEngine,
  region?: string,
): Processors => ({
  sanitise: policy.sanitise,
  maxBodyBytes: Math.floor(policy.limits.bodyMiB * mebibyte),
  hold: () => holder(policy.limits),
  resource: resourceSteps(policy, engine),
  signal: signalSteps(policy, engine),
  skew: skewSteps(policy),
  cut: policy.limits.valueLength === undefined ? undefined : textCutter(policy.limits.valueLength),
  reduce: reducer(policy, engine),
  region,
  series: policy.limits.seriesPerResource === undefined ? undefined : seriesGate(policy.limits.seriesPerResource),
});

/** The same, with the engine of patterns loaded where the policy needs it. */
export const readyProcessors = async (policy: ProcessorsPolicy, region?: string): Promise<Processors> =>
  createProcessors(policy, needsPatterns(policy) ? (await import('./pattern-engine.ts')).engine : noEngine, region);
