/** The Jira target: creates issues in Jira Cloud, waits for people where the rule says so, and closes what it made. */
import { AppError, InputError, NotFoundError } from '#kernel/errors.ts';
import type { Http } from '#kernel/http.ts';
import type { Policy } from '#kernel/policy.ts';
import { readableText } from '#kernel/readable-text.ts';
import { restClient } from '#kernel/rest-client.ts';
import type { Job, Launch, Preview, Target } from '#kernel/target.ts';
import { document, type Line, linked, plain } from './adf.ts';
import { closingCall } from './close.ts';
import { findIssue } from './find.ts';
import { checkedKey, issueOf, issueTypeOf } from './issue.ts';
import { type Mark, propertyKey } from './mark.ts';
import { checkScreen } from './screen.ts';
import { createdSchema, type Issue, isDone, issueSchema, markOf, toJob, toUndo, undoPrefix, urlOf } from './wire.ts';

type Settings = NonNullable<Policy['remediations']['targets']['jira']>;

interface JiraPorts {
  readonly http: Http;
  readonly secret: () => Promise<string>;
}

/** The issue's id, and whether the job is its taking back. Ids go into paths. */
const idOf = (jobId: string): { readonly id: string; readonly isUndo: boolean } => {
  const isUndo = jobId.startsWith(undoPrefix);
  const id = isUndo ? jobId.slice(undoPrefix.length) : jobId;
  if (!/^[0-9]{1,18}$/.test(id)) throw new InputError('A Jira job is known by the number of its issue.', { reason: 'id' });
  return { id, isUndo };
};

/** An issue somebody spoilt the mark of is waited for: nobody can say that its rule did not. */
const spoilt: Mark = { key: '', wait: 'done' };

/** Talks to one site. */
export const jiraTarget = (settings: Settings, ports: JiraPorts): Target => {
  const { url, cloudId, unsuccessful } = settings;
  // Tokens with scopes are taken at this address alone [D: Manage API tokens for your Atlassian account].
  const base = cloudId === undefined ? url : `https://api.atlassian.com/ex/jira/${cloudId}`;
  const rest = restClient({ system: 'Jira', base, ...ports });

  const issueOfId = (id: string): Promise<Issue> =>
    rest.read({ method: 'GET', path: `rest/api/3/issue/${id}?fields=status,resolution&properties=${propertyKey}` }, issueSchema);

  const markCall = (id: string, mark: Mark) =>
    ({ method: 'PUT', path: `rest/api/3/issue/${id}/properties/${propertyKey}`, body: mark }) as const;

  const comment = async (id: string, ...lines: readonly Line[]): Promise<void> => {
    await rest.repeat({ method: 'POST', path: `rest/api/3/issue/${id}/comment`, body: { body: document(...lines) } });
  };

  const plan = async (launch: Launch): Promise<Preview> => {
    const { project, type } = issueTypeOf(launch.template);
    const { fields, mark } = issueOf(launch);
    await checkScreen(rest, launch.template, fields);
    const waits = mark.wait === 'done' ? 'waits until people have done it' : 'waits for nobody';
    const set = Object.keys(fields).filter((name) => name !== 'project' && name !== 'issuetype');
    const says = readableText(String(fields['summary']), 120);
    const changes = `Creates an issue of type ${type} in project ${project} and ${waits}. It says «${says}» and sets ${set.join(', ')}.`;
    return { changes: readableText(changes, 500), touches: [`project ${project}`] };
  };

  const launch = async (wanted: Launch): Promise<Job> => {
    const { fields, properties, mark } = issueOf(wanted);
    const earlier = await findIssue(rest, issueTypeOf(wanted.template).project, wanted.idempotencyKey);
    if (earlier !== undefined) return toJob(earlier, settings);
    const created = await rest.start({ method: 'POST', path: 'rest/api/3/issue', body: { fields, properties } }, createdSchema);
    return {
      id: created.id,
      status: mark.wait === 'created' ? 'succeeded' : 'pending',
      url: urlOf(url, created.key),
      detail: `Issue ${created.key} was created.`,
    };
  };

  const follow = async (jobId: string): Promise<Job> => {
    const { id, isUndo } = idOf(jobId);
    const issue = await issueOfId(id);
    return isUndo ? toUndo(issue, settings) : toJob(issue, settings);
  };

  /** An issue marked for taking back that is still open was not taken back. */
  const lookup = async (idempotencyKey: string, template: string): Promise<Job | undefined> => {
    const issue = await findIssue(rest, issueTypeOf(template).project, idempotencyKey);
    if (issue === undefined) return undefined;
    if (markOf(issue)?.undo !== idempotencyKey) return toJob(issue, settings);
    return isDone(issue) ? toUndo(issue, settings) : undefined;
  };

  const cancel = async (jobId: string): Promise<void> => {
    const { id, isUndo } = idOf(jobId);
    const issue = await issueOfId(id);
    if (isUndo || isDone(issue)) return;
    const mark: Mark = { ...(markOf(issue) ?? spoilt), cancelled: true };
    const closing = await closingCall(rest, id, mark, unsuccessful);
    await rest.repeat(markCall(id, mark));
    await rest.repeat(closing);
    await comment(id, plain('Cancelled by Streamwarden: it took too long or is no longer needed.'));
  };

  /** The label and the mark in one call, so that the key is found once anything was done under it. */
  const taken = (id: string, mark: Mark, key: string) =>
    ({
      method: 'PUT',
      path: `rest/api/3/issue/${id}`,
      body: { update: { labels: [{ add: key }] }, properties: [{ key: propertyKey, value: { ...mark, undo: key } }] },
    }) as const;

  const undo = async ({ parameters, idempotencyKey }: Launch, past: { readonly jobId: string }): Promise<Job> => {
    const { id } = idOf(past.jobId);
    const key = checkedKey(idempotencyKey);
    const issue = await issueOfId(id).catch((error: unknown) => {
      if (error instanceof NotFoundError) throw new InputError('Jira no longer has the issue.', { reason: 'status_404' });
      throw error;
    });
    const mark = markOf(issue) ?? spoilt;
    const closing = isDone(issue) ? undefined : await closingCall(rest, id, mark, unsuccessful);
    await rest.once(taken(id, mark, key));
    if (closing !== undefined) await rest.once(closing);
    const job = { ...toUndo(issue, settings), status: 'succeeded' } as const;
    const link = linked(readableText(parameters['streamwarden_link'] ?? '', 2_000));
    try {
      await comment(id, plain('Taken back by Streamwarden: it did not help.'), link);
      return job;
    } catch (error) {
      // Closed it is; the word that is missing is told here.
      return { ...job, detail: `Closed, without a comment (${error instanceof AppError ? error.reason : 'unspecified'}).` };
    }
  };

  const settle: NonNullable<Target['settle']> = async (jobId, _template, { verified, note }) => {
    const { id } = idOf(jobId);
    const mark = markOf(await issueOfId(id)) ?? spoilt;
    if (mark.settled === true) return;
    const said = verified ? 'Streamwarden verified it: the alert no longer fires.' : 'Streamwarden looked: the alert still fires.';
    await comment(id, plain(said), plain(readableText(note, 1_000)));
    await rest.repeat(markCall(id, { ...mark, settled: true }));
  };

  return { id: 'jira', plan, launch, follow, lookup, cancel, undo, settle };
};
