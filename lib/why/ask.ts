/** Asks a running Streamwarden why somebody was told of something, or was not. */
import { UsageError } from '../replay/usage-error.ts';

/** One decision in words, as the API answers. */
export interface Reason {
  readonly about: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly says: string;
}

/** An incident in a line. */
export interface IncidentHead {
  readonly id: string;
  readonly title: string;
  readonly status: string;
  readonly severity: string;
  readonly openedAt: number;
}

/** What was asked about, and the answer. */
export type WhyAnswer =
  | { readonly incident: IncidentHead; readonly reasons: readonly Reason[] }
  | {
      readonly person: string;
      readonly from: number;
      readonly at: number;
      readonly incidents: readonly (IncidentHead & { readonly reasons: readonly Reason[] })[];
      readonly complete: boolean;
    };

/** Where to ask, and as of when. */
export interface WhyQuestion {
  /** An incident's id, or a person's name. */
  readonly subject: string;
  /** As typed. */
  readonly at?: string;
  readonly url: string;
  /** A bearer token, for a deployment whose people have one. */
  readonly token?: string;
}

const timeOf = (text: string): string => {
  const at = Date.parse(text);
  if (Number.isNaN(at)) throw new UsageError(`--at ${text} is not a time such as 2026-11-20T10:05:00Z.`);
  return new Date(at).toISOString();
};

const isIncident = (subject: string): boolean => subject.startsWith('inc-');

const detailOf = (text: string): string => {
  try {
    const { detail, message } = JSON.parse(text) as { readonly detail?: unknown; readonly message?: unknown };
    return String(detail ?? message ?? '');
  } catch {
    return '';
  }
};

const get = async (address: URL, token: string | undefined): Promise<Response> => {
  try {
    return await fetch(address, { headers: token === undefined ? {} : { authorization: `Bearer ${token}` } });
  } catch {
    throw new UsageError(`Nobody answers at ${address.origin}; is it running? (npm start)`);
  }
};

/** The answer. UsageError when nobody answers there, or there is no such incident or person. */
export const askWhy = async ({ subject, at, url, token }: WhyQuestion): Promise<WhyAnswer> => {
  if (!URL.canParse(url)) throw new UsageError(`--url ${url} is not an address such as http://127.0.0.1:4318.`);
  const path = isIncident(subject) ? 'incidents' : 'people';
  const address = new URL(`/v1/${path}/${encodeURIComponent(subject)}/reasons`, url);
  if (at !== undefined) address.searchParams.set('at', timeOf(at));
  const response = await get(address, token);
  const text = await response.text();
  if (!response.ok) throw new UsageError(`${subject}: ${detailOf(text) || `the answer was ${response.status}`}`);
  return JSON.parse(text) as WhyAnswer;
};
