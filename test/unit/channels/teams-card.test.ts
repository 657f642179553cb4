import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { teamsCard } from '#channels/teams/card.ts';
import { type OpenSystem, openSystem } from '#test/support/channel-systems.ts';
import { rejection } from '#test/support/leaks.ts';
import { groupNotification, incidentNotification } from '#test/support/notifications.ts';

describe('a card for Teams', () => {
  it('says what happened, for whom, and has a button for each link', () => {
    const [attachment] = teamsCard(incidentNotification(), undefined).attachments;
    expect(attachment?.content).toMatchObject({
      type: 'AdaptiveCard',
      body: [
        { text: 'payment fails', color: 'attention' },
        { text: 'Nobody answered for 15 minutes.' },
        { text: 'For alex, sam' },
        { type: 'FactSet' },
      ],
      actions: [
        { type: 'Action.OpenUrl', title: 'Acknowledge' },
        { type: 'Action.OpenUrl', title: 'Resolve' },
      ],
    });
  });

  it('makes no link of what a label says', () => {
    const shown = JSON.stringify(teamsCard(incidentNotification({ text: '[click](https://evil.test)' }), undefined));
    expect(shown).not.toContain('[click](https');
  });

  it('stays within 28 KB however much there is to say', () => {
    const alert = groupNotification().alerts[0];
    if (alert === undefined) throw new Error('no alert');
    const labels = Object.fromEntries(Array.from({ length: 500 }, (_, index) => [`label-${index}`, 'ü'.repeat(3_000)]));
    const huge = groupNotification({
      text: 'ü'.repeat(50_000),
      commonLabels: labels,
      alerts: Array.from({ length: 500 }, () => ({ ...alert, labels })),
    });
    expect(Buffer.byteLength(JSON.stringify(teamsCard(huge, undefined)))).toBeLessThan(28 * 1024);
  });
});

describe('the address of a Teams channel', () => {
  let system: OpenSystem;
  beforeEach(async () => {
    system = await openSystem('teams');
  });
  afterEach(() => system.wire.close());

  it('must be of the host that policy names', async () => {
    const other = system.channel({ host: 'prod-02.westeurope.logic.azure.com' });
    expect(await rejection(other.deliver(incidentNotification()))).toMatchObject({ name: 'ConfigError', reason: 'host' });
    expect(system.wire.requests()).toEqual([]);
  });

  it.for([
    [429, true],
    [404, false],
  ] as const)('may say 200 and mean %d', async ([status, retryable]) => {
    const body = `Webhook message delivery failed with error: Microsoft Teams endpoint returned HTTP error ${status} with ContextId x.`;
    system.wire.trouble({ status: 200, headers: {}, body });
    expect(await rejection(system.channel().deliver(incidentNotification()))).toMatchObject({ status, retryable });
  });
});
