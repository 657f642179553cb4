/** A service that says something new with every line, through classify with a model to pay for: what it costs, and what it leaves behind. */
import type { CallRecord } from '#ai/call-record.ts';
import { createJudge } from '#ai/judge.ts';
import { localVerdict } from '#ai/local/model.ts';
import { answerSchema, promptOf } from '#ai/prompt.ts';
import { classifyStage } from '#functions/classify/stage.ts';
import type { ClassificationPolicy } from '#kernel/policy.ts';
import type { FindingSink } from '#kernel/ports.ts';
import type { Provider } from '#kernel/provider.ts';
import { addReports, emptyReport } from '#kernel/stage-report.ts';
import { memoryBudget } from './memory-budget.ts';
import { classifierPorts, memoryKnowledge } from './memory-ports.ts';
import { honestAnswer } from './model-providers.ts';
import { frameOf, logOf, resourceOf, startAt } from './signals.ts';
import { virtualTime } from './virtual-time.ts';

export interface FloodSettings {
  /** All of them different. */
  readonly messages: number;
  readonly dollars: number;
  readonly policy: ClassificationPolicy;
  /** Hears how many were taken, now and then. */
  readonly progress?: (taken: number) => void;
}

export interface FloodOutcome {
  readonly messages: number;
  /** Lines that a verdict was counted or reported for. */
  readonly classified: number;
  readonly findings: number;
  readonly providerCalls: number;
  readonly providerQuestions: number;
  readonly dollarsSpent: number;
  readonly exhaustedSaid: number;
  /** Kinds and verdicts that `knowledge` holds afterwards. */
  readonly kindsKept: number;
  readonly verdictsKept: number;
  readonly answered: Readonly<Record<string, number>>;
}

/** Lines of a frame, and of a second. */
const frameSize = 500;
/** Frames of a batch. */
const batchFrames = 10;
const errorNumber = 17;
const infoNumber = 9;

const syllables = ['lo', 'mi', 'ru', 'no', 'pa', 'si', 'tu', 'ko', 'la', 'mo', 'ri', 'nu', 'po', 'sa', 'ti', 'ku'];

/** Letters alone, and none that could be taken for a number: another word for each number. */
const wordOf = (number: number): string => {
  let word = '';
  for (let rest = number; word === '' || rest > 0; rest = Math.floor(rest / syllables.length)) word += syllables[rest % syllables.length];
  return word;
};

/** Repeatable chance, 0 to 1. */
const chance = (): (() => number) => {
  let state = 20_261_127;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 4_294_967_296;
  };
};

/** Distinct messages without end: another first word each, three to fourteen words long. */
export function* floodOf(): Generator<string, never> {
  const random = chance();
  for (let at = 0; ; at += 1) {
    const more = Array.from({ length: 2 + Math.floor(random() * 12) }, () => wordOf(Math.floor(random() * 65_536)));
    // An odd factor: neighbours in time are none in the alphabet, and no two are the same.
    yield [wordOf(Math.imul(at, 2_654_435_761) >>> 0), ...more].join(' ');
  }
}

/** Honest; takes a token for four bytes of what it is shown, and sixty for an answer. */
const payingModel = (random: () => number): Provider => ({
  id: 'paid',
  classify: async (questions) => {
    const { system, user } = promptOf(questions, random);
    const bytes = Buffer.byteLength(system) + Buffer.byteLength(user) + JSON.stringify(answerSchema).length;
    return {
      verdicts: questions.map((question) => {
        const { severity, category, confidence, reason } = honestAnswer({ ref: '', ...question });
        return { severity, category, confidence, reason, source: 'paid' } as ReturnType<typeof localVerdict>;
      }),
      usage: { inputTokens: Math.ceil(bytes / 4), outputTokens: 60 * questions.length },
    };
  },
});

/** One service's flood in 500 lines a second, a tenth of them errors, within a day. */
export const flood = async ({ messages, dollars, policy, progress }: FloodSettings): Promise<FloodOutcome> => {
  const time = virtualTime(startAt);
  const random = chance();
  const budget = memoryBudget();
  const knowledge = memoryKnowledge();
  const calls: CallRecord[] = [];
  let exhaustedSaid = 0;
  const judge = createJudge(
    {
      budget: { dollarsPerDay: dollars, tokensPerDay: 1_000_000_000 },
      deadlineMs: 8_000,
      providers: [
        {
          provider: payingModel(random),
          model: 'paid-model',
          price: { inputPerMillion: 1, outputPerMillion: 5 },
          ...{ timeoutMs: 4_000, maxConcurrency: 4, requestsPerMinute: 60, maxQuestions: 10, thinkingTokens: 0 },
        },
      ],
    },
    {
      ...{ local: localVerdict, budget, random, ...time },
      log: {
        warn: (message) => {
          if (message.includes('exhausted')) exhaustedSaid += 1;
        },
      },
      record: (call) => {
        if (call.provider === 'paid' && call.inputTokens > 0) calls.push(call);
      },
    },
  );
  let reported = 0;
  let findings = 0;
  const sink: FindingSink = {
    send: async (sent) => {
      findings += sent.length;
      for (const { kind, evidence } of sent) if (kind === 'classification') reported += evidence.count;
    },
  };
  const stage = classifyStage(
    { ...classifierPorts(judge, knowledge, time.clock), findings: sink, secondOpinion: localVerdict },
    { policy, versions: { rules: 'flood', models: 'models-flood' } },
  );
  const resource = resourceOf('flood');
  const texts = floodOf();
  let report = emptyReport;
  for (let start = 0; start < messages; start += frameSize) {
    const logs = Array.from({ length: Math.min(frameSize, messages - start) }, (_, at) =>
      logOf(resource, time.clock.now() + at, (start + at) % 10 === 0 ? errorNumber : infoNumber, texts.next().value),
    );
    report = addReports(report, await stage.take({ frame: frameOf(`flood-${start}`, logs) }));
    const taken = start + logs.length;
    if ((taken / frameSize) % batchFrames === 0 || taken === messages) report = addReports(report, await stage.flush());
    if (taken % 50_000 === 0) progress?.(taken);
    await time.pass(1_000);
  }
  const day = new Date(startAt).toISOString().slice(0, 10);
  return {
    messages,
    classified: reported + (report.suppressed['routine'] ?? 0),
    findings,
    providerCalls: calls.length,
    providerQuestions: calls.reduce((sum, { questions }) => sum + questions, 0),
    dollarsSpent: budget.sums(day).microdollars / 1_000_000,
    exhaustedSaid,
    kindsKept: [...knowledge.templates.kept.values()].reduce((sum, { templates }) => sum + templates.length, 0),
    verdictsKept: knowledge.verdicts.kept.size,
    answered: report.answered ?? {},
  };
};
