/** Whoever answers what no cache and no rule knows: providers in order of priority, each within its limits, at last the local model. */
import type { Judge, Judgement, Question } from '#kernel/provider.ts';
import type { Verdict } from '#kernel/verdict.ts';
import type { AskingPorts } from './asking-ports.ts';
import { bounded, guarded } from './bounds.ts';
import type { Breaker } from './breaker.ts';
import type { Outcome, RecordCall } from './call-record.ts';
import { type Contender, type ContenderSettings, contenderOf } from './contender.ts';
import { type DailyBudget, spendingOf } from './spending.ts';
import { type LocalModel, sureLocal } from './sure-local.ts';
import { suspicionOf } from './suspicion.ts';

export interface JudgeSettings {
  /** In order of priority. */
  readonly providers: readonly ContenderSettings[];
  readonly budget: DailyBudget;
  /** Milliseconds that `ask` takes at most. */
  readonly deadlineMs: number;
}

export interface JudgePorts extends AskingPorts {
  /** The local model: pure, and always there. */
  readonly local: LocalModel;
}

export interface WatchedJudge extends Judge {
  /** The breaker of each provider, in order of priority. */
  health(): readonly { readonly provider: string; readonly breaker: Breaker['state'] }[];
}

/** Kept of the deadline for settling accounts. */
const settlingMs = 200;

/** What is known about one question while providers are asked. */
interface Pending {
  readonly question: Question;
  readonly local: Verdict;
  verdict?: Verdict;
  /** Whether its text speaks to a model; undefined while nobody would have been shown it, as looking costs milliseconds. */
  isSuspicious?: boolean;
  /** Some provider could not be asked about it. */
  isUnavailable: boolean;
}

const isOpen = ({ verdict, isSuspicious }: Pending): boolean => verdict === undefined && isSuspicious !== true;

/** Takes the next questions that may be shown to a model, so many at most. */
const takeFrom = (queue: Iterator<Pending>, most: number): readonly Pending[] => {
  const taken: Pending[] = [];
  while (taken.length < most) {
    const { value: pending, done } = queue.next();
    if (done === true) break;
    pending.isSuspicious ??= suspicionOf(pending.question) !== undefined;
    if (!pending.isSuspicious) taken.push(pending);
  }
  return taken;
};

export const createJudge = (settings: JudgeSettings, ports: JudgePorts): WatchedJudge => {
  const { clock, sleep, random, log } = ports;
  const record: RecordCall = (entry) => {
    try {
      ports.record(entry);
    } catch {
      // Counting must not cost an answer.
    }
  };
  const free = { model: 'local', latencyMs: 0, inputTokens: 0, outputTokens: 0, dollars: 0 };
  const recordLocal = (outcome: Outcome, questions: number): void => {
    if (questions > 0) record({ provider: 'local', outcome, questions, ...free });
  };
  const shared = spendingOf(settings.budget, {
    store: ports.budget,
    clock,
    log,
    exhausted: () => record({ provider: 'all', outcome: 'budget_exhausted', questions: 0, ...free, model: 'all' }),
  });
  const contenders = settings.providers.map((provider) => contenderOf(provider, { clock, sleep, random, record, budget: shared }));

  const localVerdict = sureLocal(ports.local, log);

  const askBatch = async (contender: Contender, size: number, queue: Iterator<Pending>, deadline: number): Promise<void> => {
    let taken: readonly Pending[] | undefined;
    const choose = (): readonly Pending[] => {
      taken ??= takeFrom(queue, contender.maxQuestions);
      return taken;
    };
    const { answers, isUnavailable } = await contender.ask({ size, questions: () => choose().map(({ question }) => question) }, deadline);
    for (const [index, pending] of (taken ?? []).entries()) {
      const said = answers[index];
      if (said !== undefined) pending.verdict = bounded(said, pending.question, pending.local);
      else if (isUnavailable) pending.isUnavailable = true;
    }
  };

  const askContender = async (contender: Contender, open: readonly Pending[], deadline: number): Promise<void> => {
    const { maxQuestions } = contender;
    const queue = open.values();
    const sizes = Array.from({ length: Math.ceil(open.length / maxQuestions) }, (_, at) =>
      Math.min(maxQuestions, open.length - at * maxQuestions),
    );
    await Promise.all(sizes.map((size) => askBatch(contender, size, queue, deadline)));
    // What no call was made for.
    for (const pending of queue) pending.isUnavailable = true;
  };

  const askInOrder = async (asked: readonly Pending[], deadline: number): Promise<void> => {
    for (const contender of contenders) {
      const open = asked.filter(isOpen);
      if (open.length === 0) return;
      await askContender(contender, open, deadline);
    }
  };

  /** Resolves at the deadline at the latest; what is not answered by then is not. */
  const askProviders = async (asked: readonly Pending[]): Promise<void> => {
    const startedAt = clock.now();
    const over = new AbortController();
    try {
      const work = askInOrder(asked, startedAt + settings.deadlineMs - settlingMs);
      work.catch(() => undefined);
      const isDone = await Promise.race([work.then(() => true), sleep(settings.deadlineMs, over.signal).then(() => false)]);
      if (!isDone) for (const pending of asked) if (pending.verdict === undefined) pending.isUnavailable = true;
    } catch (cause) {
      // A bug of ours must not cost an answer either.
      log.warn('asking providers failed', { error: cause instanceof Error ? cause.name : 'unknown' });
      for (const pending of asked) if (pending.verdict === undefined) pending.isUnavailable = true;
    } finally {
      over.abort();
    }
  };

  return {
    health: () => contenders.map(({ id, health }) => ({ provider: id, breaker: health() })),
    ask: async (questions) => {
      const all = questions.map((question): Pending => ({ question, local: localVerdict(question), isUnavailable: false }));
      if (contenders.length > 0 && all.length > 0) {
        await askProviders(all);
        recordLocal('suspicious', all.filter(({ isSuspicious }) => isSuspicious === true).length);
        recordLocal('fallback', all.filter(isOpen).length);
      }
      // Copied at once: a call that comes late changes nothing of what was judged.
      return all.map(({ question, verdict, local, isSuspicious, isUnavailable }): Judgement => {
        if (verdict !== undefined) return { verdict, provisional: false };
        return isSuspicious === true
          ? { verdict: guarded(local, question), provisional: false }
          : { verdict: local, provisional: isUnavailable };
      });
    },
  };
};
