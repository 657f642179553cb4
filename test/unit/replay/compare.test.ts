import { describe, expect, it } from 'vitest';
import type { Incident, TimelineEntry } from '#kernel/incident.ts';
import { compareReports } from '#lib/replay/compare/comparison.ts';
import { comparisonText } from '#lib/replay/compare/comparison-text.ts';
import { pairIncidents } from '#lib/replay/compare/incident-pairs.ts';
import { policyChanges } from '#lib/replay/compare/policy-changes.ts';
import { elapsedText } from '#lib/replay/duration.ts';
import { paintFor } from '#lib/replay/paint.ts';
import { type IncidentReport, makeReport, type Report } from '#lib/replay/report.ts';
import { remains, startAt } from './remains.ts';

const minute = 60_000;
const base = makeReport(
  {
    ...{ title: 'An outage', description: '', startAt, endedAt: startAt + 60 * minute, answers: { 200: 1 } },
    people: [{ at: startAt + 26 * minute, person: 'alex', does: 'acknowledge', by: 'api', status: 200 }],
  },
  remains,
);
const [known] = base.incidents as [IncidentReport];

/** Minutes since the start, who, why. */
type Sent = readonly [number, string, string];

const incidentOf = (id: string, alerts: readonly string[], more: Partial<Incident> = {}, sent: readonly Sent[] = []): IncidentReport => {
  const { resolvedAt: _at, resolvedBy: _by, ...rest } = known.incident;
  const incident: Incident = { ...rest, id, alerts, openedAt: startAt + 10 * minute, title: `title of ${id}`, ...more };
  const entries: TimelineEntry[] = [];
  if (incident.resolvedAt !== undefined)
    entries.push({ incidentId: id, at: incident.resolvedAt, kind: 'resolved', causeId: 'r', by: 'route', reason: '' });
  return {
    incident,
    alerts: alerts.map((fingerprint) => ({ ...known.alerts[0], title: `alert ${fingerprint}` }) as IncidentReport['alerts'][number]),
    timeline: entries,
    sent: sent.map(([at, recipients, notificationReason]) => ({
      ...{ at: startAt + at * minute, recipients, notificationReason, channels: ['console'], text: '' },
    })),
  };
};
const reportOf = (incidents: readonly IncidentReport[], more: Partial<Report> = {}): Report => ({ ...base, incidents, ...more });
const compare = (a: Report, b: Report) => compareReports(a, b, { a: 'policy', b: 'what-if' }, { a: {}, b: {}, bundles: 9 });
const text = (a: Report, b: Report): string => comparisonText(compare(a, b), 'An outage', (at) => elapsedText(at - startAt), paintFor({}));

describe('incidents of two runs', () => {
  const ids = (reports: readonly IncidentReport[]): string => reports.map(({ incident }) => incident.id).join(' ');
  const kinds = (a: readonly IncidentReport[], b: readonly IncidentReport[]) =>
    compare(reportOf(a), reportOf(b)).incidents.map(({ kind }) => kind);

  it.for<[string, readonly (readonly string[])[], readonly (readonly string[])[], readonly string[]]>([
    ['is the same with one alert in common', [['x', 'y']], [['y', 'z']], ['same']],
    ['splits', [['x', 'y', 'z']], [['x'], ['y'], ['z']], ['splits']],
    ['merges', [['x'], ['y']], [['x', 'y']], ['merges']],
    [
      'is divided otherwise',
      [
        ['w', 'x'],
        ['y', 'z'],
      ],
      [
        ['w', 'y'],
        ['x', 'z'],
      ],
      ['rearranged'],
    ],
    ['comes to be or does not', [['x']], [['y']], ['only_a', 'only_b']],
  ])('an incident %s', ([, a, b, expected]) => {
    const made = (side: string, groups: readonly (readonly string[])[]) => groups.map((alerts, at) => incidentOf(`${side}${at}`, alerts));
    expect(kinds(made('a', a), made('b', b))).toEqual(expected);
  });

  it('are not the same when one was over before the other began', () => {
    const early = { resolvedAt: startAt + 20 * minute };
    const late = { openedAt: startAt + 30 * minute };
    const twice = (side: string) => [incidentOf(`${side}-early`, ['x'], early), incidentOf(`${side}-late`, ['x'], late)];
    expect(pairIncidents(twice('a'), twice('b')).map(({ a, b }) => `${ids(a)} = ${ids(b)}`)).toEqual([
      'a-early = b-early',
      'a-late = b-late',
    ]);
  });

  it('are the same though another rule names the alert, and with the name its fingerprint changes', () => {
    const a = incidentOf('a', ['by-the-rule']);
    const b = { ...incidentOf('b', ['by-its-level']), alerts: a.alerts };
    expect(kinds([a], [b])).toEqual(['same']);
  });
});

describe('who is paged', () => {
  const a = incidentOf('a', ['x'], {}, [
    [10, 'alex', 'incident_opened'],
    [25, 'alex, sam', 'escalated'],
    [26, 'alex, sam', 'acknowledged'],
  ]);
  const b = incidentOf('b', ['x'], {}, [
    [10, 'alex', 'incident_opened'],
    [15, 'alex, sam', 'escalated'],
    [20, 'alex, sam, robin', 'critical'],
    [26, 'alex, sam', 'acknowledged'],
  ]);

  it('counts pages and notes of every person, and tells the first page', () => {
    expect(compare(reportOf([a]), reportOf([b])).people).toEqual([
      {
        person: 'alex',
        a: { pages: 2, firstPageAt: startAt + 10 * minute, messages: 3 },
        b: { pages: 3, firstPageAt: startAt + 10 * minute, messages: 4 },
      },
      { person: 'robin', a: { pages: 0, messages: 0 }, b: { pages: 1, firstPageAt: startAt + 20 * minute, messages: 1 } },
      {
        person: 'sam',
        a: { pages: 1, firstPageAt: startAt + 25 * minute, messages: 2 },
        b: { pages: 2, firstPageAt: startAt + 15 * minute, messages: 3 },
      },
    ]);
  });

  it('sets message against message, and counts those that are as before', () => {
    const shown = text(reportOf([a]), reportOf([b]));
    expect(shown).toContain('In short  1 incident as before; 3 pages to 2 people → 6 pages to 3 people; 1 runbook launched as before');
    expect(shown).toMatch(/25:00 {2}→ {2}15:00 {2}escalated {2}to alex, sam {9}10 min earlier/);
    expect(shown).toMatch(/– {2}→ {2}20:00 {2}critical {3}to alex, sam, robin {2}new/);
    expect(shown).toContain('2 messages as before');
    expect(shown).toMatch(/robin {3}not paged/);
  });

  it('takes a second more or less for the same time', () => {
    const later = { ...b, sent: b.sent.map((message) => ({ ...message, at: message.at + 900 })) };
    const shown = text(reportOf([b]), reportOf([later]));
    expect(shown).toContain('1 incident as before');
    expect(shown).not.toContain('Incident:');
  });
});

describe('a comparison', () => {
  it('tells how an incident fares under each policy', () => {
    const a = incidentOf('a', ['x'], { severity: 'critical', escalationLevel: 'escalated' });
    const resolved = { resolvedAt: startAt + 30 * minute, resolvedBy: 'route', status: 'resolved' } as const;
    const shown = text(reportOf([a]), reportOf([incidentOf('a', ['x'], { severity: 'warning', escalationLevel: 'new', ...resolved })]));
    expect(shown).toMatch(/severity +critical +→ +warning/);
    expect(shown).toMatch(/escalation level +escalated +→ +new/);
    expect(shown).toMatch(/resolved +– +→ +30:00 +new/);
    expect(shown).toMatch(/resolved by +– +→ +route/);
  });

  it('tells what is judged otherwise, what people did in vain, and which runbooks are not launched', () => {
    const [found] = base.findings as [Report['findings'][number]];
    const b = reportOf([known], {
      findings: [{ ...found, severity: 'info' }],
      runbooks: [],
      played: { ...base.played, people: base.played.people.map((action) => ({ ...action, status: 0 })) },
    });
    const shown = text(base, b);
    expect(shown).toMatch(/critical {2}→ {2}info {2}payment gateway timeout/);
    expect(shown).toContain('26:00  alex acknowledges: answered 200 under A, nothing to answer under B');
    expect(shown).toContain('1 runbook launched → 0 runbooks launched');
  });

  it('says so when nothing differs', () => {
    const same = compare(base, base);
    expect(same).toMatchObject({ findings: [], actions: [] });
    expect(text(base, base)).toContain('1 incident as before');
  });

  it('fits the screen, whatever a title holds', () => {
    const title = `\u001b[31m${'long '.repeat(60)}`;
    const parts = [incidentOf('b0', ['x'], { title }), incidentOf('b1', ['y'], { title, resolvedAt: startAt + 20 * minute })];
    const lines = text(reportOf([incidentOf('a', ['x', 'y'], { title })]), reportOf(parts)).split('\n');
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(110);
    expect(lines.join()).not.toContain('\u001b');
  });
});

describe('what a policy changes', () => {
  const rule = (name: string, severity: string) => ({ name, severity });
  it.for<[string, unknown, unknown, readonly string[]]>([
    ['a value', { escalation: { wait: 15 } }, { escalation: { wait: 5 } }, ['escalation.wait 15 5']],
    ['a named entry', { rules: [rule('one', 'a')] }, { rules: [rule('one', 'b')] }, ['rules.one.severity "a" "b"']],
    [
      'an entry removed',
      { rules: [rule('one', 'a'), rule('two', 'b')] },
      { rules: [rule('one', 'a')] },
      ['rules.two {"name":"two","severity":"b"} undefined'],
    ],
    [
      'the order of rules',
      { rules: [rule('one', 'a'), rule('two', 'b')] },
      { rules: [rule('two', 'b'), rule('one', 'a')] },
      ['rules (order) ["one","two"] ["two","one"]'],
    ],
    ['a list of words', { group: ['x'] }, { group: ['x', 'y'] }, ['group ["x"] ["x","y"]']],
    ['nothing but the hash', { version: '1', a: 1 }, { version: '2', a: 1 }, []],
  ])('is told of %s', ([, a, b, expected]) => {
    expect(policyChanges(a, b).map((change) => `${change.path} ${JSON.stringify(change.a)} ${JSON.stringify(change.b)}`)).toEqual(expected);
  });
});
