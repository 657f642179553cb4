/** A job's id: everything needed to find it again, as nothing in the cluster is a job of its own. */
import { NotFoundError } from '#kernel/errors.ts';
import { idFrom } from '#kernel/fingerprint.ts';
import { type Place, placeFrom, placeText, type Template, templates } from './action.ts';

export interface JobName {
  readonly template: Template;
  readonly place: Place;
  /** The idempotency key as the object's label has it. */
  readonly key: string;
  readonly isDryRun: boolean;
}

/** What the value of a label may be [D: Kubernetes, "Labels and Selectors"]. */
const labelValue = /^[A-Za-z0-9](?:[A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$/;

/** An idempotency key as a label's value: itself, or a hash of one that may be none. */
export const labelOf = (idempotencyKey: string): string => (labelValue.test(idempotencyKey) ? idempotencyKey : idFrom(idempotencyKey));

/** `restart:deployment/shop/checkout:sw-0123`, with `dry-run:` before it for a dry run. */
export const jobId = ({ template, place, key, isDryRun }: JobName): string =>
  `${isDryRun ? 'dry-run:' : ''}${template}:${placeText(place)}:${key}`;

/** NotFoundError for an id that was never given out. */
export const jobNameFrom = (id: string): JobName => {
  const isDryRun = id.startsWith('dry-run:');
  const [name, where = '', key = '', ...more] = id.slice(isDryRun ? 'dry-run:'.length : 0).split(':');
  const template = templates.find((candidate) => candidate === name);
  const place = placeFrom(where);
  if (template === undefined || place === undefined || !labelValue.test(key) || more.length > 0)
    throw new NotFoundError('There is no such job.', { reason: 'job' });
  return { template, place, key, isDryRun };
};
