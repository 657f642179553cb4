/** Calls the Kubernetes API: reads, lists by label, patches; and says of a patch whether it was surely not made, may have been, or never can be. */
import type * as z from 'zod';
import { InputError, NotFoundError, UnknownOutcomeError, UpstreamError } from '#kernel/errors.ts';
import { answerError, type Http, type HttpAnswer, type HttpCall, repeatable } from '#kernel/http.ts';
import { readableText } from '#kernel/readable-text.ts';
import type { Place } from './action.ts';
import { type ClusterObject, listSchema, objectSchema, statusSchema } from './wire.ts';

/** How a cluster is reached. */
export interface ClusterPorts {
  /** Trusts the cluster's own authority. */
  readonly http: Http;
  /** A bearer token; it is in no error and no log. */
  readonly token: () => string;
}

export interface Cluster {
  /** NotFoundError for what is not there. */
  read(place: Place): Promise<ClusterObject>;
  /** Objects of one kind, in a namespace, that have the label. */
  labelled(kind: Place['kind'], namespace: string | undefined, name: string, value: string): Promise<readonly ClusterObject[]>;
  /** UnknownOutcomeError where the patch may have been made. */
  patch(place: Place, patch: object, options?: { readonly dryRun: boolean }): Promise<ClusterObject>;
  /** May be repeated. NotFoundError for what is not there. */
  annotate(place: Place, name: string, value: string): Promise<void>;
}

const resources = {
  deployment: 'apis/apps/v1',
  statefulset: 'apis/apps/v1',
  daemonset: 'apis/apps/v1',
  node: 'api/v1',
} as const satisfies Record<Place['kind'], string>;

/** Names in it were checked: RFC 1123. */
const pathOf = (kind: Place['kind'], namespace: string | undefined, name?: string): string =>
  [resources[kind], ...(namespace === undefined ? [] : ['namespaces', namespace]), `${kind}s`, ...(name === undefined ? [] : [name])].join(
    '/',
  );

const namespaceOf = (place: Place): string | undefined => (place.kind === 'node' ? undefined : place.namespace);

/** Pages of a list that are read at most; by a label of ours there is hardly more than one object. */
const maxPages = 20;
const pageSize = 50;

const parsed = <Schema extends z.ZodType>(schema: Schema, { body }: HttpAnswer): z.infer<Schema> | undefined => {
  try {
    return schema.safeParse(JSON.parse(body)).data;
  } catch {
    return undefined; // not JSON: the caller says what that means
  }
};

const malformed = (): UpstreamError =>
  new UpstreamError('Kubernetes answered in a form it should not have.', { reason: 'malformed', status: 200 });

/** The cluster's own words, for people: a webhook of the cluster may have written them. */
const saidBy = (answer: HttpAnswer): string => {
  const message = parsed(statusSchema, answer)?.message;
  return message === undefined ? '' : ` It says: ${readableText(message, 200)}`;
};

/** A patch of a resource version that is no longer the newest changed nothing; whoever tries again reads it anew. */
const patchError = (answer: HttpAnswer): Error => {
  const { status } = answer;
  const reason = `status_${status}`;
  if ([400, 404, 405, 410, 413, 415, 422].includes(status))
    return new InputError(`Kubernetes refused the change with ${status}.${saidBy(answer)}`, { reason });
  if (status === 409) return new UpstreamError('Something else changed the object first.', { reason, status, retryable: true });
  // A 504 is the API server's own way to say that it stopped waiting for a change it may have made.
  return status >= 500
    ? new UnknownOutcomeError(`Kubernetes answered ${status} to the change.`, { reason })
    : answerError('Kubernetes', answer);
};

/** Talks to one API server. */
export const clusterAt = (endpoint: string, ports: ClusterPorts): Cluster => {
  const base = endpoint.replace(/\/+$/, '');
  const call = (http: Http, method: HttpCall['method'], path: string, patch?: object): Promise<HttpAnswer> =>
    http({
      method,
      url: `${base}/${path}`,
      headers: {
        authorization: `Bearer ${ports.token()}`,
        ...{ accept: 'application/json', 'user-agent': 'streamwarden' },
        ...(patch === undefined ? {} : { 'content-type': 'application/strategic-merge-patch+json' }),
      },
      ...(patch === undefined ? {} : { body: JSON.stringify(patch) }),
    });
  const careful = repeatable(ports.http);

  const get = async <Schema extends z.ZodType>(path: string, schema: Schema): Promise<z.infer<Schema>> => {
    const answer = await call(careful, 'GET', path);
    if (answer.status === 404) throw new NotFoundError('The cluster has no such object.', { reason: 'status_404' });
    if (answer.status !== 200) throw answerError('Kubernetes', answer);
    const value = parsed(schema, answer);
    if (value === undefined) throw malformed();
    return value;
  };

  const patching = (http: Http, place: Place, patch: object, dryRun = false): Promise<HttpAnswer> => {
    const query = `fieldManager=streamwarden&fieldValidation=Strict${dryRun ? '&dryRun=All' : ''}`;
    return call(http, 'PATCH', `${pathOf(place.kind, namespaceOf(place), place.name)}?${query}`, patch);
  };

  return {
    read: (place) => get(pathOf(place.kind, namespaceOf(place), place.name), objectSchema),
    labelled: async (kind, namespace, name, value) => {
      const found: ClusterObject[] = [];
      let rest = '';
      // A page may be empty and have another after it [D: "Large results sets and chunking"].
      for (let page = 0; page < maxPages; page += 1) {
        const query = new URLSearchParams({
          labelSelector: `${name}=${value}`,
          limit: String(pageSize),
          ...(rest === '' ? {} : { continue: rest }),
        });
        const { items, metadata } = await get(`${pathOf(kind, namespace)}?${query}`, listSchema);
        found.push(...items);
        rest = metadata.continue ?? '';
        if (rest === '') return found;
      }
      throw new UpstreamError('Kubernetes’ list does not end.', { reason: 'endless', retryable: false });
    },
    patch: async (place, patch, { dryRun } = { dryRun: false }) => {
      const answer = await patching(ports.http, place, patch, dryRun);
      if (answer.status !== 200) throw patchError(answer);
      const value = parsed(objectSchema, answer);
      if (value === undefined) throw new UnknownOutcomeError('Kubernetes changed something and did not say what.', { reason: 'malformed' });
      return value;
    },
    annotate: async (place, name, value) => {
      const answer = await patching(careful, place, { metadata: { annotations: { [name]: value } } });
      if (answer.status === 404) throw new NotFoundError('The cluster has no such object.', { reason: 'status_404' });
      if (answer.status !== 200) throw answerError('Kubernetes', answer);
    },
  };
};
