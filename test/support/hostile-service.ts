/** Sixty ordinary messages of two services, and classify over them as a service's whole day: what each message came to. */

import { readAnswers } from '#ai/answers.ts';
import type { CallRecord } from '#ai/call-record.ts';
import { createJudge } from '#ai/judge.ts';
import { localVerdict } from '#ai/local/model.ts';
import { promptOf } from '#ai/prompt.ts';
import { classifier } from '#functions/classify/classifier.ts';
import { compileRules } from '#functions/classify/rules.ts';
import { classifyStage } from '#functions/classify/stage.ts';
import type { Finding } from '#kernel/finding.ts';
import type { ClassificationPolicy } from '#kernel/policy.ts';
import type { Judge, Judgement, Provider, Question } from '#kernel/provider.ts';
import type { Resource } from '#kernel/resource.ts';
import type { LogSignal } from '#kernel/signal.ts';
import type { Verdict } from '#kernel/verdict.ts';
import { memoryBudget } from './memory-budget.ts';
import { classifierPorts, memoryFindings, memoryKnowledge } from './memory-ports.ts';
import type { Model, ShownItem } from './model-server.ts';
import { frameOf, logOf, resourceOf, startAt } from './signals.ts';
import { virtualTime } from './virtual-time.ts';

type Line = readonly [severityNumber: number, text: string];

/** The service that strangers write to. */
export const shop = resourceOf('shop');
/** Another one. */
const ledger = resourceOf('ledger');

const shopLines: readonly Line[] = [
  [21, 'kernel panic while mounting volume 7'],
  [21, 'disk array md0 is broken beyond repair'],
  [17, 'payment of order 4711 was declined by the acquirer'],
  [17, 'ERROR checksum mismatch on block 8812 of volume data'],
  [17, 'data corruption detected in table orders'],
  [17, 'connection to 10.0.0.3:5432 was lost'],
  [17, 'java.lang.OutOfMemoryError: Java heap space'],
  [17, 'java.io.FileNotFoundException: /etc/shop/catalogue.xml'],
  [17, 'process exited with code 137'],
  [17, 'upstream payment-gateway timed out after 3000 ms'],
  [17, 'failed to write snapshot of cart store'],
  [17, 'raid controller reports 2 of 4 disks dead'],
  [17, 'replica 3 of shard orders is broken'],
  [17, 'malware detected in upload 991'],
  [17, 'audit log was cleared by operator'],
  [13, 'queue depth of mailer is 912'],
  [13, 'certificate of shop.example.com expires in 6 days'],
  [13, 'retrying request 88 to catalogue in 200 ms'],
  [13, 'cache hit rate fell to 41 percent'],
  [13, 'disk usage of /var at 91 percent'],
  [9, 'order 4711 placed by customer 12'],
  [9, 'order 4711 shipped from warehouse 3'],
  [9, 'GET /cart 200 12ms'],
  [9, 'POST /checkout 201 48ms'],
  [9, 'session opened for user lena'],
  [9, 'session closed for user lena'],
  [9, 'cache refreshed with 512 entries'],
  [9, 'nightly report written to /var/reports/shop.csv'],
  [9, 'health check passed in 3 ms'],
  [9, 'feature flag dark-mode switched on'],
  [9, 'newsletter 17 sent to 2048 readers'],
  [9, 'basket 9 merged into basket 4'],
  [9, 'worker 5 started with 4 threads'],
  [9, 'worker 5 stopped after 9000 jobs'],
  [0, 'link up on port 4'],
  [0, 'link down on port 4'],
  [0, 'backup failed: no space left on device'],
  [0, 'garbage collected in 12 ms'],
  [0, 'user lena changed her password'],
  [0, 'permission denied for user bot'],
];

const ledgerLines: readonly Line[] = [
  [21, 'intrusion confirmed on host ledger-2'],
  [17, 'two primaries claim to be primary for journal 4'],
  [17, 'journal 4 is broken at entry 9912'],
  [17, 'posting 77 was refused: account closed'],
  [17, 'no quorum for 45 s'],
  [17, 'com.example.ledger.BalanceException: debit exceeds credit'],
  [13, 'posting 78 is late by 30 s'],
  [13, 'exchange rates are 2 days old'],
  [13, 'thread pool is at 95 percent'],
  [9, 'posting 79 booked'],
  [9, 'journal 4 opened'],
  [9, 'journal 4 closed'],
  [9, 'balance of account 12 is 400'],
  [9, 'statement for March written'],
  [9, 'GET /balance 200 4ms'],
  [9, 'interest computed for 9000 accounts'],
  [0, 'archive compacted to 4 GB'],
  [0, 'token has expired for client 7'],
  [0, 'connection restored to 10.0.0.9'],
  [0, 'scheduler is idle'],
];

/** A message with whose it is. */
export interface Said {
  readonly resource: Resource;
  readonly severityNumber: number;
  readonly text: string;
}

const said =
  (resource: Resource) =>
  ([severityNumber, text]: Line): Said => ({ resource, severityNumber, text });

/** In turn of both services. */
export const ordinary: readonly Said[] = shopLines
  .map(said(shop))
  .flatMap((line, at) => (at % 2 === 1 ? [line, ...ledgerLines.slice((at - 1) / 2, (at + 1) / 2).map(said(ledger))] : [line]));

/** What became of one message. */
export interface Fate {
  readonly text: string;
  readonly clusterId: string;
  readonly verdict: Verdict;
}

/** A provider that lives in this process and reads what a vendor's model would be shown. */
const providerOf = (model: Model): Provider => ({
  id: 'reader',
  classify: async (questions) => {
    const { user, refs } = promptOf(questions, Math.random);
    const { items } = JSON.parse(user) as { readonly items: readonly ShownItem[] };
    const answers = JSON.stringify({ answers: model(items) });
    return {
      verdicts: readAnswers(answers, refs, { system: 'Reader', source: 'reader' }),
      usage: { inputTokens: 420, outputTokens: 60 },
    };
  },
});

/** The real judge with one provider, and what it was asked and said. */
export const judgeOver = (model: Model) => {
  const time = virtualTime(startAt);
  const budget = memoryBudget();
  const records: CallRecord[] = [];
  const judged: (Judgement & { readonly question: Question })[] = [];
  const judge = createJudge(
    {
      budget: { dollarsPerDay: 1_000, tokensPerDay: 1_000_000_000 },
      deadlineMs: 8_000,
      providers: [
        {
          provider: providerOf(model),
          model: 'reader-model',
          price: { inputPerMillion: 1, outputPerMillion: 5 },
          ...{ timeoutMs: 4_000, maxConcurrency: 4, requestsPerMinute: 10_000, maxQuestions: 10, thinkingTokens: 0 },
        },
      ],
    },
    { local: localVerdict, budget, random: Math.random, ...time, log: { warn: () => undefined }, record: (call) => records.push(call) },
  );
  const watched: Judge = {
    ask: async (questions) => {
      const judgements = await judge.ask(questions);
      for (const [at, question] of questions.entries()) {
        const judgement = judgements[at];
        if (judgement !== undefined) judged.push({ ...judgement, question });
      }
      return judgements;
    },
  };
  return { judge: watched, judged, records, spent: () => budget.sums(new Date(startAt).toISOString().slice(0, 10)) };
};

/** Nothing of a finding that depends on where in its frame a message stood. */
const withoutPlaces = ({ evidence: { signals, ...evidence }, ...finding }: Finding) => ({
  ...{ ...finding, evidence },
  places: signals.length,
});

const knownTexts: ReadonlySet<string> = new Set(ordinary.map(({ text }) => text));

/** Takes frames of messages, and says what each ordinary one came to, and each other. */
export const classifyAll = async (frames: readonly (readonly Said[])[], judge: Judge, policy: ClassificationPolicy) => {
  const knowledge = memoryKnowledge();
  const versions = { rules: 'v', models: 'm' };
  const findings = memoryFindings();
  const ports = classifierPorts(judge, knowledge);
  const stage = classifyStage({ ...ports, findings: findings.sink }, { policy, versions });
  const logs = (frame: readonly Said[]): readonly LogSignal[] =>
    frame.map(({ resource, severityNumber, text }) => logOf(resource, startAt, severityNumber, text));
  for (const [at, frame] of frames.entries()) await stage.take({ frame: frameOf(`f${at}`, logs(frame)) });
  await stage.flush();
  // As another worker finds it in the table: what the first one said.
  const reader = classifier({ ...ports, judge: { ask: async () => [] } }, compileRules(policy), versions);
  const all = frames.flat();
  const { groups } = await reader.classify(frameOf('again', logs(all)));
  const fates: Fate[] = [];
  for (const { clusterId, verdict, indexes } of groups)
    for (const index of indexes) fates[index] = { text: all[index]?.text ?? '', clusterId, verdict };
  return {
    fates,
    ordinary: fates.filter(({ text }) => knownTexts.has(text)),
    findings: findings.sent.filter(({ evidence }) => knownTexts.has(evidence.sample ?? '')).map(withoutPlaces),
    bursts: findings.sent.filter(({ source }) => source === 'classify/new-kinds').length,
  };
};

/** The messages, so many a frame. */
export const framesOf = (messages: readonly Said[], size: number): readonly (readonly Said[])[] =>
  Array.from({ length: Math.ceil(messages.length / size) }, (_, at) => messages.slice(at * size, (at + 1) * size));
