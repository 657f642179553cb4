/** One provider as the judge asks it: within its breaker, its rate, its places and the day's budget, a few times if that can help, never past the deadline. */
import { UpstreamError } from '#kernel/errors.ts';
import type { Clock } from '#kernel/ports.ts';
import type { Answered, Provider, Question } from '#kernel/provider.ts';
import type { Verdict } from '#kernel/verdict.ts';
import { abandoned, admit, type Breaker, type BreakerSettings, closedBreaker, failed, succeeded, type Ticket } from './breaker.ts';
import type { Outcome, RecordCall } from './call-record.ts';
import { type ControlledCall, controlled } from './controls.ts';
import { type Failure, failureOf } from './failure.ts';
import { gateOf } from './gate.ts';
import { costOf, type Price, type Usage } from './price.ts';
import { worstCase } from './prompt.ts';
import { rateOf } from './rate.ts';
import type { Reservation, SharedBudget } from './spending.ts';

/** A provider with what it costs and how much of it may be used. */
export interface ContenderSettings {
  readonly provider: Provider;
  readonly model: string;
  readonly price: Price;
  readonly timeoutMs: number;
  readonly maxConcurrency: number;
  readonly requestsPerMinute: number;
  readonly maxQuestions: number;
  readonly thinkingTokens: number;
}

export interface ContenderPorts {
  readonly clock: Clock;
  readonly sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
  readonly random: () => number;
  readonly record: RecordCall;
  readonly budget: SharedBudget;
}

/** Questions that are only chosen when a call about them may go out: what is never asked need not be looked at. */
interface Batch {
  /** How many there are at most; of at most `maxQuestions`. */
  readonly size: number;
  /** The questions, the same each time; none where nothing is left to ask. */
  questions(): readonly Question[];
}

/**
 * `answers`: of the questions that were chosen, in order, undefined where there is none. `isUnavailable`: it could not be asked, or its
 * answers do not count: worth asking again before long.
 */
interface Asked {
  readonly answers: readonly (Verdict | undefined)[];
  readonly isUnavailable: boolean;
}

export interface Contender {
  readonly id: string;
  readonly maxQuestions: number;
  /** Resolves before the deadline, or about then. */
  ask(batch: Batch, deadline: number): Promise<Asked>;
  /** Its breaker, for whoever watches. */
  health(): Breaker['state'];
}

const attempts = 3;
const firstPauseMs = 200;
const longestPauseMs = 2_000;
/** Less time than this is not worth a call. */
const leastMs = 50;

const breakerSettings: BreakerSettings = { failures: 5, openMs: 30_000, longestOpenMs: 600_000, probeMs: 60_000 };

const noUsage: Usage = { inputTokens: 0, outputTokens: 0 };

/** A call that may go out. */
interface Prepared {
  readonly control: ControlledCall;
  readonly worst: Usage;
  readonly ticket: Ticket;
  readonly reservation: Reservation;
}

/** What an attempt came to. */
type Attempt =
  | { readonly kind: 'answered'; readonly answers: readonly (Verdict | undefined)[] }
  | { readonly kind: 'failed'; readonly failure: Failure }
  /** Not made, or not to be believed. */
  | { readonly kind: 'over' };

export const contenderOf = (settings: ContenderSettings, ports: ContenderPorts): Contender => {
  const { provider, model, price, thinkingTokens } = settings;
  const { clock, sleep, random, record, budget } = ports;
  const gate = gateOf(settings.maxConcurrency);
  const rate = rateOf(settings.requestsPerMinute);
  let breaker: Breaker = closedBreaker;

  const write = (outcome: Outcome, questions: number, startedAt: number, usage: Usage = noUsage): void => {
    const { microdollars } = costOf(usage, price);
    const latencyMs = Math.max(0, clock.now() - startedAt);
    record({ provider: provider.id, model, outcome, questions, latencyMs, ...usage, dollars: microdollars / 1_000_000 });
  };

  /** Rejects at the deadline, whatever the provider does. */
  const classify = async (questions: readonly Question[], deadline: number): Promise<Answered> => {
    const over = new AbortController();
    const late = sleep(deadline - clock.now(), over.signal).then(() => {
      throw new UpstreamError(`${provider.id} did not answer in time.`, { reason: 'timeout' });
    });
    const answering = Promise.resolve().then(() => provider.classify(questions, deadline));
    // Whichever comes second is nobody's.
    for (const promise of [late, answering]) promise.catch(() => undefined);
    try {
      return await Promise.race([answering, late]);
    } finally {
      over.abort();
    }
  };

  const call = async (
    questions: readonly Question[],
    { control, worst, ticket, reservation }: Prepared,
    deadline: number,
  ): Promise<Attempt> => {
    const startedAt = clock.now();
    try {
      const { verdicts, usage } = await classify(control.questions, Math.min(deadline, startedAt + settings.timeoutMs));
      await reservation.settle(costOf(usage, price));
      const answers = control.read(verdicts);
      if (answers === undefined) {
        breaker = failed(breaker, ticket, clock.now(), breakerSettings);
        write('control_failed', questions.length, startedAt, usage);
        return { kind: 'over' };
      }
      breaker = succeeded(breaker, ticket);
      write(answers.includes(undefined) ? 'incomplete' : 'answered', questions.length, startedAt, usage);
      return { kind: 'answered', answers };
    } catch (error) {
      const failure = failureOf(error);
      const { pauseMs, isHopeless, isOutage, isBilled } = failure;
      breaker = isOutage ? failed(breaker, ticket, clock.now(), breakerSettings, { pauseMs, isHopeless }) : succeeded(breaker, ticket);
      await reservation.settle(costOf(isBilled ? worst : noUsage, price));
      write(failure.outcome, questions.length, startedAt, isBilled ? worst : noUsage);
      return { kind: 'failed', failure };
    }
  };

  /** One call, if breaker, places, rate and budget allow. */
  const attempt = async (batch: Batch, deadline: number, giveUp: AbortSignal): Promise<Attempt> => {
    const startedAt = clock.now();
    let { size } = batch;
    const over = (outcome: Outcome | undefined): Attempt => {
      if (outcome !== undefined) write(outcome, size, startedAt);
      return { kind: 'over' };
    };
    const leave = await gate.enter(giveUp);
    if (leave === undefined) return over('busy');
    try {
      const admission = admit(breaker, clock.now(), breakerSettings);
      ({ breaker } = admission);
      const { ticket } = admission;
      if (ticket === undefined) return over('breaker_open');
      const withoutCall = (outcome: Outcome | undefined): Attempt => {
        breaker = abandoned(breaker, ticket);
        return over(outcome);
      };
      if (rate.isFull(clock.now())) return withoutCall('rate_limited');
      // Said once a day by whoever keeps the budget.
      const withoutBudget = (refusal: 'exhausted' | 'unavailable'): Attempt =>
        withoutCall(refusal === 'exhausted' ? undefined : 'budget_unavailable');
      const refusal = budget.refusal();
      if (refusal !== undefined) return withoutBudget(refusal);
      const questions = batch.questions();
      size = questions.length;
      if (size === 0) return withoutCall(undefined);
      rate.take(clock.now());
      const control = controlled(questions, random);
      const worst = worstCase(control.questions, thinkingTokens);
      const reserved = await budget.reserve(costOf(worst, price));
      if (reserved === 'exhausted' || reserved === 'unavailable') return withoutBudget(reserved);
      if (clock.now() + leastMs > deadline) {
        await reserved.settle({ tokens: 0, microdollars: 0 });
        return withoutCall('late');
      }
      return await call(questions, { control, worst, ticket, reservation: reserved }, deadline);
    } finally {
      leave();
    }
  };

  const askUntil = async (batch: Batch, deadline: number, giveUp: AbortSignal): Promise<Asked> => {
    const none = (isUnavailable: boolean): Asked => ({ answers: [], isUnavailable });
    for (let tries = 1; ; tries += 1) {
      const result = await attempt(batch, deadline, giveUp);
      if (result.kind === 'answered') return { answers: result.answers, isUnavailable: false };
      if (result.kind === 'over') return none(true);
      const { failure } = result;
      const pause = Math.max(failure.pauseMs, random() * Math.min(longestPauseMs, firstPauseMs * 2 ** (tries - 1)));
      // Who was late once would take the time of the next in order.
      const isWorthIt =
        failure.isRetryable && failure.outcome !== 'timeout' && tries < attempts && clock.now() + pause + leastMs < deadline;
      if (!isWorthIt) return none(failure.isOutage);
      await sleep(pause, giveUp);
    }
  };

  return {
    id: provider.id,
    maxQuestions: settings.maxQuestions,
    health: () => breaker.state,
    ask: async (batch, deadline) => {
      const over = new AbortController();
      const alarm = new AbortController();
      void sleep(deadline - clock.now(), over.signal).then(() => alarm.abort());
      try {
        return await askUntil(batch, deadline, alarm.signal);
      } finally {
        over.abort();
      }
    },
  };
};
