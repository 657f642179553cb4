import { describe, expect, it } from 'vitest';
import { packArchiveObject } from '#kernel/archive-object.ts';
import type { Remains } from '#lib/replay/cloud.ts';
import { balanceLedger } from '#lib/replay/ledger.ts';
import { alert, frameBytes, frames, remains } from './remains.ts';

const balance = (changes: Partial<Remains>, alerts = [alert]) => balanceLedger({ ...remains, ...changes }, alerts);
const [frameA, frameB] = frames;
const object = (...inside: readonly Uint8Array[]) => ({ key: 'k', body: packArchiveObject(inside) });
const quarantineItem = (stage: string, body: Uint8Array, count = 1) => ({
  key: `${stage}/x.json`,
  body: Buffer.from(JSON.stringify({ stage, reason: 'r', message: 'm', count, body: Buffer.from(body).toString('base64') })),
});

describe('the ledger', () => {
  it('balances when every signal is archived and every finding is in an alert', () => {
    const ledger = balance({});
    expect(ledger.signals).toEqual({ accepted: 5, archived: 5, quarantined: 0, inFlight: 0, missing: 0 });
    expect(ledger.findings).toMatchObject({ accepted: 2, folded: 1, suppressed: { duplicate: 1 }, missing: 0 });
    expect(ledger.balanced).toBe(true);
  });

  it('counts a frame once however often it was put or archived', () => {
    const twice = balance({
      records: [...remains.records, { sequenceNumber: '200', data: frameA }],
      archived: [object(frameA, frameB), object(frameB)],
    });
    expect(twice).toMatchObject({ signals: { accepted: 5, archived: 5 }, balanced: true });
  });

  it('does not balance when an archived frame is missing', () => {
    expect(balance({ archived: [object(frameA)] })).toMatchObject({ signals: { missing: 3 }, balanced: false });
  });

  it('does not balance when the archive holds what never came', () => {
    const stranger = frameBytes('stranger', []);
    expect(balance({ archived: [object(frameA, frameB, stranger)] }).balanced).toBe(false);
  });

  it('finds a frame in quarantine by its bytes', () => {
    const ledger = balance({ archived: [object(frameA)], quarantined: [quarantineItem('archive', frameB)] });
    expect(ledger).toMatchObject({ signals: { archived: 2, quarantined: 3, missing: 0 }, balanced: true });
  });

  it('finds the frames a mapping gave up on by their sequence numbers', () => {
    const body = {
      requestContext: { functionArn: 'arn:aws:lambda:us-east-1:1:function:streamwarden-dev-archive' },
      KinesisBatchInfo: { startSequenceNumber: '101', endSequenceNumber: '101' },
    };
    const ledger = balance({ archived: [object(frameA)], quarantined: [{ key: 'aws/lambda/x', body: Buffer.from(JSON.stringify(body)) }] });
    expect(ledger).toMatchObject({ signals: { quarantined: 3, missing: 0 }, balanced: true });
  });

  it('counts as in flight what the archive has not come to', () => {
    const ledger = balance({ archived: [object(frameA)], unread: { archive: ['101'] } });
    expect(ledger).toMatchObject({ signals: { inFlight: 3, missing: 0 }, balanced: true });
  });

  it('wants every unreadable record in quarantine', () => {
    const poison = Buffer.from('poison');
    const records = [...remains.records, { sequenceNumber: '300', data: poison }];
    expect(balance({ records }).balanced).toBe(false);
    expect(balance({ records, quarantined: [quarantineItem('archive', poison)] })).toMatchObject({
      unreadable: { records: 1, quarantined: 1 },
      balanced: true,
    });
  });

  it('takes samples refused by the metric store for archived, not for quarantined', () => {
    const ledger = balance({ quarantined: [quarantineItem('archive', Buffer.from('{"reason":"old"}'))] });
    expect(ledger).toMatchObject({ signals: { archived: 5, quarantined: 0 }, balanced: true });
  });

  it('does not balance when an analyser never saw a signal, and says when one saw it again', () => {
    expect(balance({ received: { classify: 1, detect: 3 } })).toMatchObject({
      consumers: [{ missing: 1 }, { missing: 0 }],
      balanced: false,
    });
    expect(balance({ received: { classify: 4, detect: 3 } })).toMatchObject({ consumers: [{ repeated: 2 }, {}], balanced: true });
  });

  it('does not balance when a finding is gone, or counted twice', () => {
    const outcomes = new Map([['finding-1', 'folded']]);
    expect(balance({ outcomes })).toMatchObject({ findings: { missing: 1 }, balanced: false });
    expect(balance({}, [{ ...alert, folded: 2 }])).toMatchObject({ findings: { missing: -1 }, balanced: false });
    expect(balance({ outcomes, waiting: ['{}'] }).balanced).toBe(true);
    expect(balance({ outcomes, deadLetters: ['{}'] }).balanced).toBe(true);
    expect(balance({ outcomes, quarantined: [quarantineItem('route', Buffer.from('{}'))] }).balanced).toBe(true);
  });

  it('does not balance when a finding is said to be in an alert, and no alert has it', () => {
    expect(balance({}, [{ ...alert, folded: 0 }])).toMatchObject({ findings: { missing: 1 }, balanced: false });
  });
});
