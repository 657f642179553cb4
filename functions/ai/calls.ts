/** Calls of one kind of provider as they may go out: within its breaker, its rate, its places and the day's budget, a few times if that can help, never past the deadline. */
import { UpstreamError } from '#kernel/errors.ts';
import type { Clock } from '#kernel/ports.ts';
import { abandoned, admit, type Breaker, type BreakerSettings, closedBreaker, failed, succeeded, type Ticket } from './breaker.ts';
import type { Outcome, RecordCall } from './call-record.ts';
import { type Failure, failureOf } from './failure.ts';
import { gateOf } from './gate.ts';
import { costOf, type Price, type Usage } from './price.ts';
import { rateOf } from './rate.ts';
import type { Reservation, SharedBudget } from './spending.ts';

/** What a provider costs, and how much of it may be used. */
export interface CallLimits {
  readonly model: string;
  readonly price: Price;
  readonly timeoutMs: number;
  readonly maxConcurrency: number;
  readonly requestsPerMinute: number;
}

export interface CallPorts {
  readonly clock: Clock;
  readonly sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
  readonly random: () => number;
  readonly record: RecordCall;
  readonly budget: SharedBudget;
}

/** One call, ready to go out. */
interface Call<Said, Answer> {
  /** How many questions it asks, for the record. */
  readonly questions: number;
  /** The most it can take. */
  readonly worst: Usage;
  send(deadline: number): Promise<{ readonly said: Said; readonly usage: Usage }>;
  /** What the answer comes to; undefined where none of it is to be believed. */
  read(said: Said): { readonly answer: Answer; readonly isComplete: boolean } | undefined;
}

/** What is only prepared when a call may go out: what is never asked need not be looked at. */
interface Job<Said, Answer> {
  /** How many questions there are at most. */
  readonly size: number;
  /** The call, anew for each attempt; undefined where nothing is left to ask. */
  prepare(): Call<Said, Answer> | undefined;
}

/** `isUnavailable`: it could not be asked, or its answer does not count: worth asking again before long. */
type Result<Answer> =
  | { readonly kind: 'answered'; readonly answer: Answer }
  | { readonly kind: 'unanswered'; readonly isUnavailable: boolean };

export interface Calls {
  /** Resolves before the deadline, or about then. */
  make<Said, Answer>(job: Job<Said, Answer>, deadline: number): Promise<Result<Answer>>;
  /** The breaker, for whoever watches. */
  health(): Breaker['state'];
}

const attempts = 3;
const firstPauseMs = 200;
const longestPauseMs = 2_000;
/** Less time than this is not worth a call. */
const leastMs = 50;

const breakerSettings: BreakerSettings = { failures: 5, openMs: 30_000, longestOpenMs: 600_000, probeMs: 60_000 };

const noUsage: Usage = { inputTokens: 0, outputTokens: 0 };

/** What a call that goes out holds. */
interface Admitted {
  readonly ticket: Ticket;
  readonly reservation: Reservation;
}

/** What an attempt came to. */
type Attempt<Answer> =
  | { readonly kind: 'answered'; readonly answer: Answer }
  | { readonly kind: 'failed'; readonly failure: Failure }
  /** Not made, or not to be believed. */
  | { readonly kind: 'over' };

/** `id` names the provider in records and errors. */
export const callsOf = (id: string, limits: CallLimits, ports: CallPorts): Calls => {
  const { model, price } = limits;
  const { clock, sleep, random, record, budget } = ports;
  const gate = gateOf(limits.maxConcurrency);
  const rate = rateOf(limits.requestsPerMinute);
  let breaker: Breaker = closedBreaker;

  const write = (outcome: Outcome, questions: number, startedAt: number, usage: Usage = noUsage): void => {
    const { microdollars } = costOf(usage, price);
    const latencyMs = Math.max(0, clock.now() - startedAt);
    record({ provider: id, model, outcome, questions, latencyMs, ...usage, dollars: microdollars / 1_000_000 });
  };

  /** Rejects at the deadline, whatever the provider does. */
  const inTime = async <Value>(send: (deadline: number) => Promise<Value>, deadline: number): Promise<Value> => {
    const over = new AbortController();
    const late = sleep(deadline - clock.now(), over.signal).then(() => {
      throw new UpstreamError(`${id} did not answer in time.`, { reason: 'timeout' });
    });
    const answering = Promise.resolve().then(() => send(deadline));
    // Whichever comes second is nobody's.
    for (const promise of [late, answering]) promise.catch(() => undefined);
    try {
      return await Promise.race([answering, late]);
    } finally {
      over.abort();
    }
  };

  const goOut = async <Said, Answer>(
    { questions, worst, send, read }: Call<Said, Answer>,
    { ticket, reservation }: Admitted,
    deadline: number,
  ): Promise<Attempt<Answer>> => {
    const startedAt = clock.now();
    try {
      const { said, usage } = await inTime(send, Math.min(deadline, startedAt + limits.timeoutMs));
      await reservation.settle(costOf(usage, price));
      const result = read(said);
      if (result === undefined) {
        breaker = failed(breaker, ticket, clock.now(), breakerSettings);
        write('control_failed', questions, startedAt, usage);
        return { kind: 'over' };
      }
      breaker = succeeded(breaker, ticket);
      write(result.isComplete ? 'answered' : 'incomplete', questions, startedAt, usage);
      return { kind: 'answered', answer: result.answer };
    } catch (error) {
      const failure = failureOf(error);
      const { pauseMs, isHopeless, isOutage, isBilled } = failure;
      breaker = isOutage ? failed(breaker, ticket, clock.now(), breakerSettings, { pauseMs, isHopeless }) : succeeded(breaker, ticket);
      await reservation.settle(costOf(isBilled ? worst : noUsage, price));
      write(failure.outcome, questions, startedAt, isBilled ? worst : noUsage);
      return { kind: 'failed', failure };
    }
  };

  /** One call, if breaker, places, rate and budget allow. */
  const attempt = async <Said, Answer>(job: Job<Said, Answer>, deadline: number, giveUp: AbortSignal): Promise<Attempt<Answer>> => {
    const startedAt = clock.now();
    let { size } = job;
    const over = (outcome: Outcome | undefined): Attempt<Answer> => {
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
      const withoutCall = (outcome: Outcome | undefined): Attempt<Answer> => {
        breaker = abandoned(breaker, ticket);
        return over(outcome);
      };
      if (rate.isFull(clock.now())) return withoutCall('rate_limited');
      // Said once a day by whoever keeps the budget.
      const withoutBudget = (refusal: 'exhausted' | 'unavailable'): Attempt<Answer> =>
        withoutCall(refusal === 'exhausted' ? undefined : 'budget_unavailable');
      const refusal = budget.refusal();
      if (refusal !== undefined) return withoutBudget(refusal);
      const call = job.prepare();
      size = call?.questions ?? 0;
      if (call === undefined) return withoutCall(undefined);
      rate.take(clock.now());
      const reserved = await budget.reserve(costOf(call.worst, price));
      if (reserved === 'exhausted' || reserved === 'unavailable') return withoutBudget(reserved);
      if (clock.now() + leastMs > deadline) {
        await reserved.settle({ tokens: 0, microdollars: 0 });
        return withoutCall('late');
      }
      return await goOut(call, { ticket, reservation: reserved }, deadline);
    } finally {
      leave();
    }
  };

  const makeUntil = async <Said, Answer>(job: Job<Said, Answer>, deadline: number, giveUp: AbortSignal): Promise<Result<Answer>> => {
    for (let tries = 1; ; tries += 1) {
      const result = await attempt(job, deadline, giveUp);
      if (result.kind === 'answered') return result;
      if (result.kind === 'over') return { kind: 'unanswered', isUnavailable: true };
      const { failure } = result;
      const pause = Math.max(failure.pauseMs, random() * Math.min(longestPauseMs, firstPauseMs * 2 ** (tries - 1)));
      // Who was late once would take the time of the next in order.
      const isWorthIt =
        failure.isRetryable && failure.outcome !== 'timeout' && tries < attempts && clock.now() + pause + leastMs < deadline;
      if (!isWorthIt) return { kind: 'unanswered', isUnavailable: failure.isOutage };
      await sleep(pause, giveUp);
    }
  };

  return {
    health: () => breaker.state,
    make: async (job, deadline) => {
      const over = new AbortController();
      const alarm = new AbortController();
      void sleep(deadline - clock.now(), over.signal).then(() => alarm.abort());
      try {
        return await makeUntil(job, deadline, alarm.signal);
      } finally {
        over.abort();
      }
    },
  };
};
