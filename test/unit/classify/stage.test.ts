/** classify asks about a kind of message once, reports every log, and loses no finding when the queue fails. */
import { describe, expect, it } from 'vitest';
import { levelVerdict } from '#functions/classify/level-verdict.ts';
import { classifyStage } from '#functions/classify/stage.ts';
import { classificationSchema } from '#kernel/policy.ts';
import type { Question } from '#kernel/provider.ts';
import { levelJudge } from '#test/support/level-judge.ts';
import { classifierPorts, memoryFindings, memoryKnowledge } from '#test/support/memory-ports.ts';
import { frameOf, logOf, metricOf, resourceOf, startAt } from '#test/support/signals.ts';

const policy = classificationSchema.parse({
  rules: [
    {
      name: 'gateway',
      match: { anyOf: ['Gateway Timeout'], minSeverityNumber: 17 },
      severity: 'critical',
      category: 'dependency_failure',
      reason: 'The gateway does not answer.',
      examples: { matches: 'gateway timeout', differs: 'gateway fine' },
    },
    {
      name: 'only-payment',
      match: { anyOf: ['quota'], resource: { 'cloud.region': 'eu-west-1' } },
      severity: 'warning',
      category: 'configuration',
      reason: 'Quotas differ by region.',
      examples: { matches: 'quota', differs: 'other' },
    },
  ],
});

const payment = resourceOf('payment');

const setUp = (knowledge = memoryKnowledge(), judge = levelJudge()) => {
  const findings = memoryFindings();
  const clock = { at: startAt };
  const ports = { ...classifierPorts(judge, knowledge, { now: () => clock.at }), findings: findings.sink };
  return { stage: classifyStage(ports, { policy, versions: { rules: 'v1' } }), findings, knowledge, judge, clock };
};

const failing = (at: number) => logOf(payment, at, 17, `gateway timeout after ${at % 977} ms`);

describe('classify', () => {
  it('makes one finding for a kind of message in a frame, with all of its logs as evidence', async () => {
    const { stage, findings } = setUp();
    const frame = frameOf('f1', [failing(startAt), logOf(payment, startAt, 9, 'fine'), failing(startAt + 500), failing(startAt + 900)]);
    expect(await stage.take({ frame })).toEqual({
      received: 4,
      produced: 0,
      suppressed: { routine: 1 },
      quarantined: 0,
      answered: { rule: 1, level: 1, memory: 2, new_kind: 2 },
    });
    expect(await stage.flush()).toMatchObject({ produced: 1 });
    expect(findings.sent).toHaveLength(1);
    expect(findings.sent[0]).toMatchObject({
      severity: 'critical',
      source: 'classify/rule/gateway',
      labels: { alertname: 'gateway', 'service.name': 'payment', 'service.namespace': 'shop', 'deployment.environment.name': 'dev' },
      startsAt: startAt,
      lastSeenAt: startAt + 900,
      evidence: { count: 3, signals: ['f1#0', 'f1#2', 'f1#3'] },
    });
  });

  it('reads and writes knowledge once for a kind of message, and a fresh worker only reads', async () => {
    const { knowledge, stage } = setUp();
    for (let index = 0; index < 5; index += 1) await stage.take({ frame: frameOf(`f${index}`, [failing(startAt + index)]) });
    expect(knowledge.verdicts.calls).toEqual({ reads: 1, writes: 1 });
    expect(knowledge.templates.calls).toEqual({ reads: 1, writes: 1, conflicts: 0 });
    await setUp(knowledge).stage.take({ frame: frameOf('g', [failing(startAt)]) });
    expect(knowledge.verdicts.calls).toEqual({ reads: 2, writes: 1 });
    expect(knowledge.templates.calls).toEqual({ reads: 2, writes: 1, conflicts: 0 });
  });

  it('asks whoever judges once for a kind of message that no rule knows, however many workers meet it', async () => {
    const judge = levelJudge();
    const knowledge = memoryKnowledge();
    for (let worker = 0; worker < 3; worker += 1)
      await setUp(knowledge, judge).stage.take({ frame: frameOf(`f${worker}`, [logOf(payment, startAt, 17, `cart ${worker} is odd`)]) });
    expect(judge.asked).toMatchObject([
      { template: 'cart <num> is odd', example: 'cart 0 is odd', severityNumber: 17, service: 'payment' },
    ]);
  });

  it('shows no model what is marked, and asks again when a log of the kind comes that is not', async () => {
    const { stage, judge } = setUp();
    await stage.take({ frame: frameOf('f1', [logOf(payment, startAt, 17, 'patient 7 is odd', { 'compliance.no_model': true })]) });
    expect(judge.asked).toEqual([]);
  });

  it('shows what is marked not even to the local model, which is asked for a second opinion on what rules decide', async () => {
    const shown: string[] = [];
    const secondOpinion = ({ example }: Question) => {
      shown.push(example);
      return levelVerdict(9);
    };
    const ports = { ...classifierPorts(levelJudge()), findings: memoryFindings().sink, secondOpinion };
    const stage = classifyStage(ports, { policy, versions: { rules: 'v1' } });
    const marked = logOf(payment, startAt, 17, 'gateway timeout of patient 7', { 'compliance.no_model': true });
    const report = await stage.take({ frame: frameOf('f1', [marked, logOf(payment, startAt, 17, 'cart: gateway timeout')]) });
    expect(shown).toEqual(['cart: gateway timeout']);
    expect(report.answered).toMatchObject({ rule: 2, disputed: 1 });
  });

  it('lets a person outrank rules and models, at the latest ten minutes after', async () => {
    const { stage, knowledge, findings, clock } = setUp();
    await stage.take({ frame: frameOf('f1', [failing(startAt)]) });
    await stage.flush();
    const [clusterId = ''] = [...knowledge.templates.kept.values()].flatMap(({ templates }) => templates.map(({ id }) => id));
    const verdict = { severity: 'info', category: 'routine', confidence: 1, source: 'person/lena', reason: 'A drill.' } as const;
    knowledge.corrections.kept.set(clusterId, { clusterId, verdict, by: 'lena', at: startAt });
    clock.at += 10 * 60_000;
    expect(await stage.take({ frame: frameOf('f2', [failing(startAt)]) })).toMatchObject({
      suppressed: { routine: 1 },
      answered: { correction: 1 },
    });
    expect(findings.sent).toHaveLength(1);
  });

  it('gives no message the verdict of another that a rule would tell apart, though both are of one kind', async () => {
    const { stage, findings } = setUp();
    const named = (name: string) => logOf(payment, startAt, 17, `handler ${name} gave up on basket_one of the shop`);
    await stage.take({ frame: frameOf('f1', [named('plain_handler'), named('gateway timeout_handler')]) });
    await stage.take({ frame: frameOf('f2', [named('quota_handler')]) });
    await stage.flush();
    expect(findings.sent.map(({ source }) => source)).toEqual(['classify/level', 'classify/rule/gateway', 'classify/level']);
  });

  it('takes the level from the header of a line, and leaves the header out of the kind', async () => {
    const { stage, findings } = setUp();
    const line = (day: string, host: string) =>
      `2026-03-${day} 10:02:11,004 ERROR [worker-${day}] org.example.Cart: gateway timeout at ${host}`;
    const frame = frameOf('f1', [
      logOf(payment, startAt, 0, line('01', 'a.example.com')),
      logOf(payment, startAt, 0, line('02', 'b.example.com')),
    ]);
    await stage.take({ frame });
    await stage.flush();
    expect(findings.sent).toMatchObject([{ title: 'payment: gateway timeout at <host>', evidence: { count: 2 }, severity: 'critical' }]);
  });

  it('gives the same message at another level, or of a resource a rule tells apart, its own verdict', async () => {
    const { stage, findings } = setUp();
    const european = resourceOf('quotas', { 'cloud.region': 'eu-west-1' });
    const american = resourceOf('quotas', { 'cloud.region': 'us-east-1' });
    await stage.take({
      frame: frameOf('f1', [logOf(payment, startAt, 13, 'gateway timeout'), logOf(payment, startAt, 17, 'gateway timeout')]),
    });
    await stage.take({ frame: frameOf('f2', [logOf(american, startAt, 9, 'quota used'), logOf(european, startAt, 9, 'quota used')]) });
    await stage.flush();
    expect(findings.sent.map((each) => each.source)).toEqual(['classify/rule/gateway', 'classify/rule/only-payment']);
  });

  it('says in the evidence what no model may be shown: a kind of message of which one log is marked, and no other', async () => {
    const { stage, findings } = setUp();
    const marked = logOf(payment, startAt, 17, 'gateway timeout after 9 ms', { 'compliance.no_model': true });
    await stage.take({ frame: frameOf('f1', [failing(startAt), marked, logOf(payment, startAt, 21, 'disk gone')]) });
    await stage.flush();
    expect(findings.sent.map(({ evidence }) => [evidence.count, evidence.keptFromModels])).toEqual([
      [2, true],
      [1, undefined],
    ]);
  });

  it('counts only logs', async () => {
    const { stage } = setUp();
    const frame = frameOf('f1', [metricOf(payment, startAt, 'load', { type: 'gauge', value: 1 })]);
    expect(await stage.take({ frame })).toMatchObject({ received: 0 });
  });

  it('repeats a finding under the same id when the batch comes again after the queue failed', async () => {
    const { stage, findings } = setUp();
    const frame = frameOf('f1', [failing(startAt)]);
    findings.state.failures = 1;
    await stage.take({ frame });
    await expect(stage.flush()).rejects.toThrow('not there');
    await stage.take({ frame });
    await stage.flush();
    await stage.take({ frame });
    await stage.flush();
    expect(findings.sent).toHaveLength(2);
    expect(new Set(findings.sent.map((each) => each.id)).size).toBe(1);
  });

  it.for([
    [0, 'FATAL', 'critical'],
    [0, 'constructor', undefined],
    [17, undefined, 'warning'],
    [13, undefined, undefined],
    [21, 'INFO', 'critical'],
  ] as const)('judges an unknown message of severity %s %s by its level: %s', async ([severityNumber, severityText, severity]) => {
    const { stage, findings } = setUp();
    const log = { ...logOf(payment, startAt, severityNumber, 'never seen'), ...(severityText === undefined ? {} : { severityText }) };
    await stage.take({ frame: frameOf('f1', [log]) });
    await stage.flush();
    expect(findings.sent[0]?.severity).toBe(severity);
    if (severity !== undefined) expect(findings.sent[0]?.labels['alertname']).toMatch(/^log-[0-9a-f]{16}$/);
  });
});
