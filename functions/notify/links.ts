/** The signed links of a message. */
import type { Incident } from '#kernel/incident.ts';
import { type LinkClaims, personFor, signLink } from '#kernel/signed-link.ts';

/** A link works this long, milliseconds. */
export const linkLifetimeMs = 24 * 60 * 60 * 1000;

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
  // One message addresses several people: the record then says that one of them answered by link. Channels that reach one alone give a link of its own.
  const person = personFor(recipients);
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
