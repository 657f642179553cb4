/** What other systems judged becomes findings: by the operators' rules, the source's word, or the rules for messages. */
import { describe, expect, it } from 'vitest';
import { classifyStage } from '#functions/classify/stage.ts';
import { classificationSchema } from '#kernel/policy.ts';
import type { EventSignal } from '#kernel/signal.ts';
import { levelJudge } from '#test/support/level-judge.ts';
import { classifierPorts, memoryFindings } from '#test/support/memory-ports.ts';
import { frameOf, resourceOf, startAt } from '#test/support/signals.ts';

const policy = classificationSchema.parse({
  events: [
    {
      name: 'paged',
      match: { source: 'alertmanager', severityText: ['Page'], anyOf: ['database'] },
      severity: 'critical',
      category: 'data_loss',
      reason: 'Somebody meant it.',
    },
  ],
  rules: [
    {
      name: 'memory',
      match: { anyOf: ['out of memory'] },
      severity: 'critical',
      category: 'resource_exhaustion',
      reason: 'Memory is used up.',
      examples: { matches: 'out of memory', differs: 'fine' },
    },
  ],
});

const resource = resourceOf('payment');
const event = (changes: Partial<EventSignal>): EventSignal => ({
  kind: 'event',
  timeUnixNano: BigInt(startAt) * 1_000_000n,
  resource,
  attributes: {},
  source: 'alertmanager',
  name: 'HighErrorRate',
  status: 'firing',
  ...changes,
});

const findingsOf = async (...events: readonly EventSignal[]) => {
  const findings = memoryFindings();
  const stage = classifyStage({ ...classifierPorts(levelJudge()), findings: findings.sink }, { policy, versions: { rules: 'v1' } });
  const taken = await stage.take({ frame: frameOf('f1', events) });
  const flushed = await stage.flush();
  return { taken, flushed, sent: findings.sent };
};

describe('an event', () => {
  it.for([
    ['critical', 'critical'],
    ['Fatal', 'critical'],
    ['Warning', 'warning'],
    ['error', 'warning'],
  ] as const)('that its source calls %s is %s', async ([severityText, severity]) => {
    const { sent } = await findingsOf(event({ severityText }));
    expect(sent).toMatchObject([
      { kind: 'event', status: 'firing', severity, source: 'classify/event/alertmanager', reason: `alertmanager calls it ${severity}.` },
    ]);
  });

  it('is told of with its labels, and as where it happened', async () => {
    const { sent } = await findingsOf(
      event({
        severityText: 'critical',
        message: 'half of all calls fail',
        attributes: { 'label.team': 'shop', 'label.pod': '', other: 'x' },
      }),
    );
    expect(sent[0]).toMatchObject({
      title: 'payment: HighErrorRate: half of all calls fail',
      labels: { alertname: 'HighErrorRate', team: 'shop', 'service.name': 'payment' },
      evidence: { signals: ['f1#0'], count: 1, sample: 'half of all calls fail' },
    });
    expect(Object.keys(sent[0]?.labels ?? {})).not.toContain('pod');
  });

  it('follows the operators’ rules before its source', async () => {
    const { sent } = await findingsOf(
      event({ severityText: 'page', message: 'The Database is gone' }),
      event({ severityText: 'page', message: 'The Database is gone', source: 'grafana' }),
    );
    expect(sent.map(({ source, category }) => [source, category])).toEqual([
      ['classify/event-rule/paged', 'data_loss'],
      ['classify/event/grafana', 'performance'],
    ]);
  });

  it('without a word for how bad it is follows the rules for messages, and is a warning where none matches', async () => {
    const { sent } = await findingsOf(event({ message: 'container is out of memory' }), event({ severityText: 'purple' }));
    expect(sent.map(({ source, severity }) => [source, severity])).toEqual([
      ['classify/rule/memory', 'critical'],
      ['classify/event/alertmanager', 'warning'],
    ]);
  });

  it('that is routine makes no finding, but its resolution does', async () => {
    const { taken, flushed, sent } = await findingsOf(
      event({ severityText: 'Normal' }),
      event({ severityText: 'Normal', status: 'resolved' }),
    );
    expect(taken).toMatchObject({ received: 2, suppressed: { routine: 1 } });
    expect(flushed).toMatchObject({ produced: 1 });
    expect(sent).toMatchObject([{ status: 'resolved' }]);
  });

  it('is the same condition by its source’s key, whatever else a resolution leaves out', async () => {
    const key = { 'event.key': 'disk-7' };
    const { sent } = await findingsOf(
      event({ attributes: { ...key, 'label.team': 'shop' }, message: 'full' }),
      event({ attributes: key, name: 'resolved', status: 'resolved', resource: resourceOf('unknown_service') }),
      event({ attributes: key, source: 'grafana' }),
    );
    const [first, second, third] = sent.map(({ fingerprint }) => fingerprint);
    expect(second).toBe(first);
    expect(third).not.toBe(first);
  });

  it('without a key is told apart by its labels', async () => {
    const { sent } = await findingsOf(
      event({ attributes: { 'label.disk': 'a' } }),
      event({ attributes: { 'label.disk': 'b' } }),
      event({ attributes: { 'label.disk': 'a' }, status: 'resolved' }),
    );
    const [a, b, again] = sent.map(({ fingerprint }) => fingerprint);
    expect(again).toBe(a);
    expect(b).not.toBe(a);
  });

  it('with labels of any name and number fits the queue', async () => {
    const labels = Object.fromEntries(Array.from({ length: 500 }, (_, index) => [`label.l${index}`, 'x'.repeat(5_000)]));
    const { sent } = await findingsOf(event({ attributes: { ...labels, 'label.__proto__': 'y', 'label.alertname': 'forged' } }));
    expect(JSON.stringify(sent[0]).length).toBeLessThan(40_000);
    expect(sent[0]?.labels['alertname']).toBe('HighErrorRate');
  });
});

it('an event that no model may be shown says so in the evidence', async () => {
  const { sent } = await findingsOf(event({ attributes: { 'compliance.no_model': true } }), event({}));
  expect(sent.map(({ evidence }) => evidence.keptFromModels)).toEqual([true, undefined]);
});
