/** The signed links of a message. */
import type { Incident } from '#kernel/incident.ts';
import { type LinkClaims, signLink } from '#kernel/signed-link.ts';

/** A link works this long, milliseconds. */
export const linkLifetimeMs = 24 * 60 * 60 * 1000;

/**
 * One message addresses several people, so its links are signed for all of them together, joined by `+`: the record then
 * says that one of them answered by link. Links for one person alone come with channels that reach one person alone.
 */
const personOf = (recipients: readonly string[]): string => recipients.join('+').slice(0, 200) || 'anyone';

/** Where links lead, and what signs them. */
export interface LinkSettings {
  /** Where the API is reached, without a trailing slash. */
  readonly publicUrl: string;
  readonly linkSecret: string;
}

/** Links by label: acknowledge and resolve until it is resolved, approve and reject when an approval is asked for. */
export const linksFor = (
  incident: Pick<Incident, 'id' | 'status'>,
  approvalId: string | undefined,
  recipients: readonly string[],
  now: number,
  settings: LinkSettings,
): Record<string, string> => {
  const person = personOf(recipients);
  const expiresAt = now + linkLifetimeMs;
  const link = (purpose: LinkClaims['purpose'], subject: string): Record<string, string> => {
    const token = signLink({ purpose, subject, person, expiresAt }, settings.linkSecret);
    return { [purpose]: `${settings.publicUrl}/v1/answer?token=${token}` };
  };
  return {
    ...(incident.status === 'resolved' ? {} : { ...link('acknowledge', incident.id), ...link('resolve', incident.id) }),
    ...(approvalId === undefined || incident.status === 'resolved'
      ? {}
      : { ...link('approve', approvalId), ...link('reject', approvalId) }),
  };
};
