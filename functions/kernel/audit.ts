/** Who did what: one entry a request that wanted to change something, allowed or not. */

export interface AuditEntry {
  /** Of the request. */
  readonly id: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** `POST /v1/incidents/{id}/acknowledge`. */
  readonly route: string;
  /** What the path names: an incident, an approval, a silence. */
  readonly subject: string;
  /** The person the record knows, or the identity as the gateway verified it. */
  readonly caller: string;
  /** How they came: the identity itself, `link` or `slack`. */
  readonly via: string;
  /** The role that let them, or did not; absent for links and buttons, which carry their own right. */
  readonly role?: string;
  /** The HTTP status of the answer. */
  readonly status: number;
}

/** `2026-11-27` in UTC: entries are kept by day. */
export const auditDay = (at: number): string => new Date(at).toISOString().slice(0, 10);
