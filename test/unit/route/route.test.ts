/** Findings become alerts and incidents: once each, with a reason, whatever is repeated or fails in between. */
import { beforeEach, describe, expect, it } from 'vitest';
import { ConflictError } from '#kernel/errors.ts';
import { maxListedAlerts } from '#kernel/incidents/max-listed-alerts.ts';
import { escalationName, remediationName } from '#kernel/workflow-names.ts';
import { findingOf } from '#test/support/findings.ts';
import { failing, type Responders, responders } from '#test/support/responders.ts';

let team: Responders;
beforeEach(() => {
  team = responders();
});

const only = () => {
  const [incident, ...others] = team.incidents();
  if (incident === undefined || others.length > 0) throw new Error(`${team.incidents().length} incidents`);
  return incident;
};

describe('a critical finding', () => {
  it('opens an incident, starts its workflows and says why', async () => {
    const finding = findingOf('f-1', 'payment');
    expect(await team.take(finding)).toEqual({ received: 1, produced: 1, suppressed: {}, quarantined: 0 });
    const incident = only();
    expect(incident).toMatchObject({
      status: 'open',
      severity: 'critical',
      escalationLevel: 'new',
      title: 'payment: calls fail',
      route: 'everything',
      groupKey: '{}:{deployment.environment.name="production", service.namespace="shop"}',
      alerts: [finding.fingerprint],
      escalating: true,
    });
    expect(team.alert(finding)).toMatchObject({ status: 'firing', incidentId: incident.id, count: 2, recentFindings: ['f-1'] });
    expect([...team.started]).toEqual([
      `escalation ${escalationName(incident.id)}`,
      `remediation ${remediationName(incident.id, finding.fingerprint)}`,
    ]);
    const [opened] = await team.store.timeline(incident.id);
    expect(opened).toMatchObject({ kind: 'opened', by: 'route', causeId: 'f-1' });
    expect(opened?.reason).toContain('{}:{deployment');
  });

  it('changes nothing when it is delivered again', async () => {
    const finding = findingOf('f-1', 'payment');
    await team.take(finding);
    const before = structuredClone([team.alert(finding), only()]);
    team.now += 500;
    expect(await team.take(finding)).toEqual({ received: 1, produced: 0, suppressed: { redelivered: 1 }, quarantined: 0 });
    expect([team.alert(finding), only()]).toEqual(before);
    expect(await team.kinds(only().id)).toEqual(['opened']);
  });

  it('is suppressed as a duplicate when its alert fires already, and seen', async () => {
    await team.take(findingOf('f-1', 'payment'));
    team.now = 9_000;
    expect((await team.take(findingOf('f-2', 'payment'))).suppressed).toEqual({ duplicate: 1 });
    expect(team.alert(findingOf('', 'payment'))).toMatchObject({
      count: 2,
      lastSeenAt: 1_000,
      folded: 1,
    });
    team.now = 70_000;
    expect((await team.take(findingOf('f-3', 'payment'))).suppressed).toEqual({ duplicate: 1 });
    expect(team.alert(findingOf('', 'payment'))).toMatchObject({ count: 6, lastSeenAt: 70_000, folded: 1, version: 2 });
    expect(only().version).toBe(1);
  });

  it('joins the open incident of its group, and has its own runbook', async () => {
    await team.take(findingOf('f-1', 'payment'));
    await team.take(findingOf('f-2', 'cart'));
    expect(only().alerts).toHaveLength(2);
    expect(only().title).toBe('payment: calls fail');
    expect(await team.kinds(only().id)).toEqual(['opened', 'alert_joined']);
    expect(team.started.size).toBe(3);
  });

  it('opens another incident for another group', async () => {
    await team.take(findingOf('f-1', 'payment'));
    await team.take(
      findingOf('f-2', 'invoices', { labels: { alertname: 'x', 'service.name': 'invoices', 'service.namespace': 'billing' } }),
    );
    expect(team.incidents().map(({ route }) => route)).toEqual(['everything', 'billing']);
  });

  it('lists so many alerts and no more: a broken label must not outgrow the table, nor open a second incident', async () => {
    for (let index = 0; index < maxListedAlerts + 20; index += 1) await team.take(findingOf(`f-${index}`, `service-${index}`));
    const last = findingOf(`f-${maxListedAlerts + 19}`, `service-${maxListedAlerts + 19}`);
    expect(only().alerts).toHaveLength(maxListedAlerts);
    expect(team.alert(last)).toMatchObject({ status: 'firing', incidentId: only().id });
    expect((await team.take({ ...last, id: 'again' })).suppressed).toEqual({ duplicate: 1 });
    await team.resolve(only().id);
    await team.take({ ...last, id: 'after the end' });
    expect(team.incidents().map(({ status }) => status)).toEqual(['resolved', 'open']);
  });

  it('leaves an acknowledgement as it is', async () => {
    await team.take(findingOf('f-1', 'payment'));
    await team.acknowledge(only().id);
    await team.take(findingOf('f-2', 'cart'));
    expect(only()).toMatchObject({ status: 'acknowledged', acknowledgedBy: 'alex' });
    expect(only().alerts).toHaveLength(2);
  });
});

describe('severity', () => {
  it('keeps a warning on the list without waking anybody', async () => {
    await team.take(findingOf('f-1', 'payment', { severity: 'warning' }));
    expect(only()).toMatchObject({ severity: 'warning', escalating: false });
    expect(team.started.size).toBe(0);
  });

  it.for([
    { what: 'the same alert', second: 'payment', kinds: ['opened', 'severity_raised'] },
    { what: 'another alert', second: 'cart', kinds: ['opened', 'alert_joined', 'severity_raised'] },
  ])('is raised by $what, which starts the escalation and names the incident', async ({ second, kinds }) => {
    await team.take(findingOf('f-1', 'payment', { severity: 'warning', title: 'slow' }));
    expect((await team.take(findingOf('f-2', second, { title: 'down' }))).produced).toBe(1);
    expect(only()).toMatchObject({ severity: 'critical', title: 'down', escalating: true });
    expect(team.started).toContain(`escalation ${only().id}`);
    expect(await team.kinds(only().id)).toEqual(kinds);
  });

  it('never falls while the alert fires', async () => {
    await team.take(findingOf('f-1', 'payment'));
    expect((await team.take(findingOf('f-2', 'payment', { severity: 'warning' }))).suppressed).toEqual({ duplicate: 1 });
    expect(team.alert(findingOf('', 'payment')).severity).toBe('critical');
  });

  it('of routine keeps a finding out of every incident, by policy, and counts it once', async () => {
    const routine = findingOf('f-1', 'payment', { severity: 'info' });
    expect((await team.take(routine)).suppressed).toEqual({ policy: 1 });
    expect(team.incidents()).toEqual([]);
    expect(team.store.contents.alerts.size).toBe(0);
    expect((await team.take(findingOf('f-2', 'payment'))).produced).toBe(1);
    expect(only().status).toBe('open');
  });
});

describe('recovery', () => {
  const resolvedFinding = (id: string, service: string) =>
    findingOf(id, service, { status: 'resolved', severity: 'info', reason: 'Back to normal.' });

  it('ends the incident when its last alert is resolved, and frees the group', async () => {
    await team.take(findingOf('f-1', 'payment'));
    await team.take(findingOf('f-2', 'cart'));
    await team.take(resolvedFinding('f-3', 'payment'));
    expect(only().status).toBe('open');
    await team.take(resolvedFinding('f-4', 'cart'));
    expect(only()).toMatchObject({ status: 'resolved', resolvedBy: 'route' });
    expect(await team.kinds(only().id)).toEqual(['opened', 'alert_joined', 'alert_resolved', 'alert_resolved', 'resolved']);
    expect((await team.store.timeline(only().id)).at(-1)?.reason).toContain('Back to normal.');
    expect(team.store.contents.groups.size).toBe(0);
  });

  it('is a duplicate when nothing fires', async () => {
    expect((await team.take(resolvedFinding('f-1', 'payment'))).suppressed).toEqual({ duplicate: 1 });
    expect(team.incidents()).toEqual([]);
  });

  it('is taken back by an alert that fires again in the open incident', async () => {
    await team.take(findingOf('f-1', 'payment'));
    await team.take(findingOf('f-2', 'cart'));
    await team.take(resolvedFinding('f-3', 'payment'));
    expect((await team.take(findingOf('f-4', 'payment'))).produced).toBe(1);
    expect(only()).toMatchObject({ status: 'open' });
    expect(only().alerts).toHaveLength(2);
    await team.take(resolvedFinding('f-5', 'cart'));
    expect(only().status).toBe('open');
  });

  it('is taken back when the alert fires again soon after the end', async () => {
    await team.take(findingOf('f-1', 'payment'));
    await team.take(resolvedFinding('f-2', 'payment'));
    team.now += 10 * 60_000;
    await team.take(findingOf('f-3', 'payment'));
    expect(only()).toMatchObject({ status: 'open', reopenCount: 1, escalationLevel: 'new' });
    expect(team.alert(findingOf('', 'payment'))).toMatchObject({ status: 'firing', incidentId: only().id, count: 2 });
    expect(team.started).toContain(`escalation ${escalationName(only().id, 1)}`);
    expect(await team.kinds(only().id)).toEqual(['opened', 'alert_resolved', 'resolved', 'alert_joined', 'reopened']);
  });

  it('is followed by a new incident when the alert fires again later, or a person had ended it', async () => {
    await team.take(findingOf('f-1', 'payment'));
    await team.take(resolvedFinding('f-2', 'payment'));
    team.now += 10 * 60_000 + 1;
    await team.take(findingOf('f-3', 'payment'));
    expect(team.incidents().map(({ status }) => status)).toEqual(['resolved', 'open']);
    expect(team.alert(findingOf('', 'payment'))).toMatchObject({ status: 'firing', incidentId: team.incidents()[1]?.id, count: 2 });
    await team.resolve(team.incidents()[1]?.id ?? '');
    await team.take(findingOf('f-4', 'payment'));
    expect(team.incidents().map(({ status }) => status)).toEqual(['resolved', 'resolved', 'open']);
  });

  it('of two alerts at once ends the incident, though each saw the other still firing', async () => {
    await team.take(findingOf('f-1', 'payment'));
    await team.take(findingOf('f-2', 'cart'));
    await Promise.all([team.take(resolvedFinding('f-3', 'payment')), team.take(resolvedFinding('f-4', 'cart'))]);
    expect(only().status).toBe('resolved');
  });

  it('is finished by the redelivered finding when the process died before the incident was closed', async () => {
    await team.take(findingOf('f-1', 'payment'));
    team.seen = failing(team.store, 'putIncident', 'before', new Error('killed'));
    await expect(team.take(resolvedFinding('f-2', 'payment'))).rejects.toThrow('killed');
    expect(only().status).toBe('open');
    expect((await team.take(resolvedFinding('f-2', 'payment'))).suppressed).toEqual({ redelivered: 1 });
    expect(only().status).toBe('resolved');
  });
});

describe('a finding that is interrupted', () => {
  const methods = ['addRecent', 'claimGroup', 'putIncident', 'record', 'putAlert'] as const;
  it.for(methods.flatMap((method) => (['before', 'after'] as const).map((when) => ({ method, when }))))(
    'has one effect when the process dies $when $method and the queue delivers it again',
    async ({ method, when }) => {
      const finding = findingOf('f-1', 'payment');
      team.seen = failing(team.store, method, when, new Error('killed'));
      await expect(team.take(finding)).rejects.toThrow('killed');
      await team.take(finding);
      expect(only().alerts).toEqual([finding.fingerprint]);
      expect(team.alert(finding)).toMatchObject({ version: 1, count: 2, folded: 1 });
      expect(await team.kinds(only().id)).toEqual(['opened']);
      expect(team.started.size).toBe(2);
    },
  );

  it('does not open again what a person closed meanwhile', async () => {
    const finding = findingOf('f-1', 'payment');
    team.seen = failing(team.store, 'putAlert', 'before', new Error('killed'));
    await expect(team.take(finding)).rejects.toThrow('killed');
    await team.resolve(only().id);
    team.started.clear();
    expect((await team.take(finding)).produced).toBe(1);
    expect(only().status).toBe('resolved');
    expect(team.alert(finding).status).toBe('resolved');
    expect(team.started.size).toBe(0);
    expect(team.store.contents.groups.size).toBe(0);
  });
});

describe('a lost race', () => {
  it.for([1, 4])('%i times is decided again', async (times) => {
    team.seen = failing(team.store, 'putIncident', 'before', new ConflictError('lost'), times);
    expect((await team.take(findingOf('f-1', 'payment'))).produced).toBe(1);
    expect(only().alerts).toHaveLength(1);
  });

  it('five times over is left to the queue', async () => {
    team.seen = failing(team.store, 'putIncident', 'before', new ConflictError('lost'), 5);
    await expect(team.take(findingOf('f-1', 'payment'))).rejects.toThrow(ConflictError);
  });

  it('against a resolution opens a new incident in a freed group', async () => {
    await team.take(findingOf('f-1', 'payment'));
    // A resolution that died before it freed the group.
    team.seen = failing(team.store, 'releaseGroup', 'before', new Error('killed'));
    await expect(team.resolve(only().id)).rejects.toThrow('killed');
    await team.take(findingOf('f-2', 'cart'));
    expect(team.incidents().map(({ status }) => status)).toEqual(['resolved', 'open']);
  });

  it('of fifty findings at once loses none', async () => {
    const services = Array.from({ length: 50 }, (_, index) => `service-${index}`);
    const takeUntilDone = async (service: string): Promise<void> => {
      for (;;) {
        try {
          await team.take(findingOf(`f-${service}`, service));
          return;
        } catch (error) {
          if (!(error instanceof ConflictError)) throw error;
        }
      }
    };
    await Promise.all(services.map(takeUntilDone));
    expect(new Set(only().alerts).size).toBe(50);
    expect(only().alerts).toHaveLength(50);
  });
});
