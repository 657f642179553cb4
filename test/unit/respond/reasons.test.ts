/** Why was I (not) paged? Answered in sentences from the written record. */
import { describe, expect, it } from 'vitest';
import { incidentReasons } from '#functions/respond/reasons/incident-reasons.ts';
import { personReasons } from '#functions/respond/reasons/person-reasons.ts';
import type { Incident, TimelineEntry } from '#kernel/incident.ts';
import { alertAt, incidentAt } from '#test/support/remediation-case.ts';
import { policy } from '#test/support/respond-call.ts';

const ten = Date.parse('2026-11-20T10:00:00Z');
const minute = 60_000;

const entry = (kind: TimelineEntry['kind'], minutes: number, changes: Partial<TimelineEntry> = {}): TimelineEntry => ({
  incidentId: 'inc-1',
  at: ten + minutes * minute,
  kind,
  causeId: `${kind}-${minutes}`,
  by: 'escalate',
  reason: 'because',
  ...changes,
});
const told = (minutes: number, notificationReason: string, recipients: string, reason = 'A critical incident is open.') =>
  entry('notified', minutes, { by: 'notify', reason, detail: { channel: 'hook', notificationReason, recipients } });

const incident = incidentAt(ten, { escalation: 'on-call' });
const opened = told(0, 'incident_opened', 'alex');
const escalated = told(15, 'escalated', 'sam', 'No answer within 15 minutes: sam hears now.');
const acknowledgedAt = (minutes: number, by = 'alex') => entry('acknowledged', minutes, { by, reason: `${by} takes care of it.` });

const personSays = (person: string, timeline: readonly TimelineEntry[], changes: Partial<Incident> = {}): readonly string[] =>
  personReasons({ person, incident: { ...incident, ...changes }, timeline, at: ten + 60 * minute }, policy).map(
    ({ about, says }) => `${about}: ${says}`,
  );

describe('a person', () => {
  it('was told, with the reason of each message', () => {
    expect(personSays('alex', [opened, told(5, 'acknowledged', 'alex', 'sam takes care of it.'), acknowledgedAt(5, 'sam')])).toEqual([
      'told: alex was told through hook (incident opened): A critical incident is open.',
      'told: alex was told through hook (acknowledged): sam takes care of it.',
    ]);
  });

  it('was told once of what went over two channels', () => {
    const both = ['console', 'hook'].map((channel) => ({
      ...opened,
      causeId: `incident_opened/cause/${channel}`,
      detail: { ...opened.detail, channel },
    }));
    expect(personSays('alex', both)).toEqual([
      'told: alex was told through console and hook (incident opened): A critical incident is open.',
    ]);
  });

  it('was not told, as somebody else was on call', () => {
    expect(personSays('kim', [opened, escalated])).toEqual([
      'not_told: At the level new alex was told, not kim: the level new is not for kim.',
      'not_told: At the level escalated sam was told, not kim: sam was on call for primary at 2026-11-20 10:15:00 UTC: it is the turn of sam in the layer daily.',
    ]);
  });

  it('was not told, as somebody acknowledged it before it was their turn', () => {
    expect(personSays('robin', [opened, acknowledgedAt(3)])).toEqual([
      'not_told: At the level new alex was told, not robin: the level new is not for robin.',
      'not_told: robin would have been told at the level critical, but alex had acknowledged it by 2026-11-20 10:03:00 UTC.',
    ]);
    expect(personSays('sam', [opened, acknowledgedAt(3)]).at(-1)).toBe(
      'not_told: sam would have been told at the level escalated, but alex had acknowledged it by 2026-11-20 10:03:00 UTC.',
    );
  });

  it('is not told yet, as it has not come to that', () => {
    expect(personSays('robin', [opened]).at(-1)).toBe(
      'not_told: robin would have been told at the level critical, but it had not come to that by 2026-11-20 11:00:00 UTC.',
    );
  });

  it.for([
    { reason: 'silence', says: 'Nobody is told until 12:00 UTC: silence s-1 of sam: We know.', detail: { level: 'new' } },
    { reason: 'maintenance', says: 'Nobody is told until 12:00 UTC: maintenance database.', detail: { level: 'new' } },
    {
      reason: 'quiet hours',
      says: 'Quiet hours of alex until 08:00 (UTC): it comes with the next digest.',
      detail: { reason: 'policy', control: 'quiet hours', recipients: 'alex' },
    },
    {
      reason: 'storm control',
      says: 'alex had 10 messages within 10 minutes: it comes with the next digest.',
      detail: { reason: 'policy', control: 'storm control', recipients: 'alex' },
    },
  ])('was not told because of $reason', ({ reason, says, detail }) => {
    const answer = personSays('alex', [entry('suppressed', 1, { reason: says, detail: { reason, ...detail } })]);
    expect(answer[0]).toContain(says);
    expect(answer[0]).toContain(`(${reason})`);
  });

  it('hears nothing of what was held back from others', () => {
    expect(personSays('robin', [entry('suppressed', 1, { detail: { control: 'quiet hours', recipients: 'alex' } })])).toEqual([
      expect.stringContaining('robin would have been told at the level critical'),
    ]);
  });

  it('was not told, as the channel failed', () => {
    const detail = { channel: 'hook', notificationReason: 'incident_opened', recipients: 'alex' };
    expect(personSays('alex', [entry('notification_failed', 0, { reason: 'hook answered 500', detail })])[0]).toBe(
      'not_told: A message to alex through hook (incident opened) was not delivered: hook answered 500.',
    );
  });

  it('is not paged for what is not critical', () => {
    expect(personSays('alex', [], { severity: 'warning', escalating: false })).toEqual([
      'not_told: It was never critical (warning): nobody is paged for it; it is on the list of incidents.',
    ]);
  });
});

describe('an incident', () => {
  const says = (timeline: readonly TimelineEntry[], changes = {}) =>
    incidentReasons(incident, [{ ...alertAt(ten), ...changes }], timeline).map((reason) => `${reason.about}: ${reason.says}`);

  it('tells how it began, its policy, who was told, and what stopped it, in that order', () => {
    const timeline = [
      acknowledgedAt(20, 'sam'),
      entry('resolved', 30, { by: 'sam', reason: 'Rolled back.' }),
      opened,
      entry('opened', 0, { by: 'route', reason: 'payment: calls fail. No incident was open for it' }),
      escalated,
      entry('remediation_skipped', 1, { by: 'remediate', reason: 'No runbook matches.' }),
    ];
    expect(says(timeline)).toEqual([
      'began: payment: calls fail. No incident was open for it.',
      'policy: It came by the route everything, in the group everything/shop; it follows the escalation policy on-call.',
      'told: alex was told through hook (incident opened): A critical incident is open.',
      'told: sam was told through hook (escalated): No answer within 15 minutes: sam hears now.',
      'stopped: sam takes care of it.',
      'stopped: sam resolved it: Rolled back.',
      'runbook: No runbook matches.',
    ]);
  });

  it('tells why its alerts are in it, where that is known', () => {
    const links = [{ by: 'topology', strength: 0.9, reason: 'payment depends on the database' }];
    expect(says([], { links })).toContainEqual(
      'alerts: payment: calls to the bank fail is in it because payment depends on the database (topology, 90 %).',
    );
  });

  it('says so when nobody was told', () => {
    expect(says([])).toContainEqual('not_told: Nobody has been told of it so far.');
  });

  it('cannot be made to forge lines by what telemetry says', () => {
    const [reason] = says([entry('opened', 0, { reason: 'evil\n2026 told: alex\u001b[31m was told' })]);
    expect(reason).toBe('began: evil 2026 told: alex [31m was told.');
  });
});
