/** The story of a disk on the synthesised templates: what begins on a forecast ends before it comes to pass. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { paintFor } from '#lib/replay/paint.ts';
import { replay } from '#lib/replay/replay.ts';
import type { Report } from '#lib/replay/report.ts';
import { reportText } from '#lib/replay/report-text.ts';
import { diskRecording } from '#test/support/disk-story/disk-recording.ts';

const story = new URL('../../events/story/disk-fills-up', import.meta.url).pathname;
const options = { environment: 'dev', json: false, quiet: true, synth: true };
const hour = 3_600_000;
const hash = (text: string): string => createHash('sha256').update(text).digest('hex');

describe('the disk that fills up', () => {
  let report: Report;
  let again: Report;
  beforeAll(async () => {
    report = await replay([story], options);
    again = await replay([story], { ...options, synth: false });
  }, 300_000);

  it('is told the same way twice, byte for byte', () => {
    expect(hash(JSON.stringify(again))).toBe(hash(JSON.stringify(report)));
  });

  it('is received whole, needs no permission it has not, and its ledger balances', () => {
    expect(report.played.answers).toEqual({ 204: 105 });
    expect(report.ledger).toMatchObject({ balanced: true, signals: { accepted: 210, quarantined: 0, inFlight: 0, missing: 0 } });
    expect(report.permissions.denials).toEqual([]);
  });

  it('is one incident that a forecast opens, more than a day ahead, and whose alert nothing but its withdrawal ends', () => {
    expect(report.findings).toMatchObject([{ kind: 'forecast', severity: 'warning', firing: 1, resolved: 1 }]);
    expect(report.incidents).toHaveLength(1);
    const [{ incident, alerts } = { incident: undefined, alerts: [] }] = report.incidents;
    expect(incident).toMatchObject({ severity: 'warning', status: 'resolved', escalationLevel: 'new' });
    expect(alerts).toMatchObject([{ status: 'resolved', category: 'resource_exhaustion' }]);
    expect(incident?.title).toMatch(/^build: disk full in \d+ hours \(\d+ to \d+\)$/);
  });

  it('asks, runs once what somebody approves, verifies it and has it on record', () => {
    const { timeline = [], sent = [] } = report.incidents[0] ?? {};
    const stations = ['opened', 'approval_requested', 'approval_approved', 'remediation_launched', 'resolved', 'remediation_verified'];
    expect(timeline.map(({ kind }) => kind as string).filter((kind) => stations.includes(kind))).toEqual(stations);
    expect(report.played.people.map(({ person, does, status }) => [person, does, status])).toEqual([['sam', 'approve', 200]]);
    expect(report.runbooks).toMatchObject([{ template: 44, status: 'successful' }]);
    expect(sent.map(({ notificationReason }) => notificationReason)).toEqual(['approval_requested', 'remediation_succeeded']);
  });

  it('is over, and the disk freed, a day before the disk would have been full; the report says so', () => {
    const { averted, timeline = [] } = report.incidents[0] ?? {};
    const verifiedAt = timeline.find(({ kind }) => kind === 'remediation_verified')?.at ?? Number.POSITIVE_INFINITY;
    expect((averted?.expectedAt ?? 0) - verifiedAt).toBeGreaterThan(24 * hour);
    expect(reportText(report, paintFor({}))).toMatch(
      /withdrawn at 17:00:\d\d, 2\d h \d+ min before it would have come to pass at 4\d:\d\d:\d\d/,
    );
  });
});

it('is recorded as it is generated today', () => {
  expect(hash(readFileSync(`${story}/recording.jsonl`, 'utf8'))).toBe(hash(diskRecording()));
});
