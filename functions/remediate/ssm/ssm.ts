/** The SSM target: runs Automation documents of the deployment's own account and region. */
import type { AutomationRun, Automations, DocumentName } from '#kernel/automation.ts';
import { InputError, NotFoundError, UpstreamError } from '#kernel/errors.ts';
import type { Policy } from '#kernel/policy.ts';
import { readableText } from '#kernel/readable-text.ts';
import type { Launch, Preview, Target } from '#kernel/target.ts';
import { type AutomationDocument, checkParameters, readDocument } from './document.ts';
import { clientToken, keyTag } from './key.ts';
import { toJob } from './wire.ts';

type Settings = NonNullable<Policy['remediations']['targets']['ssm']>;

/** The parameter that says which role a document's steps run under [D: user guide, "Setting up Automation"]. */
const roleParameter = 'AutomationAssumeRole';

/** Pages of a document's executions that a lookup reads, and how many of the newest it asks for their tags. */
const lookupPages = 10;
const lookupDepth = 25;

const documentOf = (template: string): DocumentName => {
  const [, name, version] = /^([a-zA-Z0-9_.-]{3,128})(?::([0-9]{1,9}))?$/.exec(template) ?? [];
  if (name === undefined)
    throw new InputError('A document is named by its name, with :version where there is one.', { reason: 'template' });
  return { name, ...(version === undefined ? {} : { version }) };
};

const executionOf = (jobId: string): string => {
  if (!/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(jobId)) throw new InputError("An execution's id is a UUID.", { reason: 'id' });
  return jobId;
};

/** Only roles that `remediations.yaml` lists: nothing else may be passed, wherever the value comes from. */
const checkRole = ({ roles }: Settings, { parameters }: Launch): void => {
  const role = Object.hasOwn(parameters, roleParameter) ? parameters[roleParameter] : undefined;
  if (role !== undefined && !roles.includes(role)) throw new InputError('Settings of ssm do not list the role.', { reason: 'role' });
};

/** Systems Manager resolves `{{ssm:name}}` in a parameter's value to what Parameter Store holds [D: user guide, "Working with parameters"], so such values are never sent. */
const checkValues = ({ parameters }: Launch): void => {
  for (const [name, value] of Object.entries(parameters))
    if (value.includes('{{')) throw new InputError(`The value of ${name} has {{, which SSM would resolve.`, { reason: 'parameters' });
};

const stepsOf = ({ mainSteps }: AutomationDocument): string => {
  const asking = mainSteps.filter(({ action }) => action === 'aws:approve').map(({ name }) => name);
  const steps = mainSteps.map(({ name, action }) => `${name} (${action})`).join(', ');
  // First what a person must know; the list of steps may be cut.
  return `${asking.length === 0 ? '' : `Waits for a yes at ${asking.join(', ')}. `}Steps: ${steps}.`;
};

/** Values that name AWS resources by the document's own word. */
const touchedBy = (document: AutomationDocument, { parameters }: Launch): readonly string[] =>
  Object.entries(parameters).flatMap(([name, value]) => (document.parameters[name]?.type.includes('AWS::') === true ? [value] : []));

export const ssmTarget = (settings: Settings, automations: Automations): Target => {
  const rateControlOf = (template: string) => (Object.hasOwn(settings.rateControl, template) ? settings.rateControl[template] : undefined);

  const textOf = async (name: DocumentName) => {
    try {
      return await automations.document(name);
    } catch (error) {
      if (error instanceof NotFoundError) throw new InputError('SSM has no such document.', { reason: 'template' });
      throw error;
    }
  };

  const plan = async (launch: Launch): Promise<Preview> => {
    const name = documentOf(launch.template);
    checkRole(settings, launch);
    checkValues(launch);
    const { type, version, content } = await textOf(name);
    if (type !== 'Automation') throw new InputError('The document is none of Automation.', { reason: 'document_type' });
    const document = readDocument(content);
    const control = rateControlOf(launch.template);
    checkParameters(document, launch.parameters, control?.parameter);
    const chosen = (control?.targets ?? []).map(({ key, values }) => `${key}=${values.join(',')}`);
    const pace =
      control === undefined ? '' : ` on ${chosen.join(' and ')}, ${control.maxConcurrency} at a time until ${control.maxErrors} fail`;
    return {
      changes: readableText(`Runs document ${name.name}, version ${version}${pace}. ${stepsOf(document)}`, 500),
      touches: [...chosen, ...touchedBy(document, launch)].slice(0, 20).map((text) => readableText(text, 200)),
    };
  };

  const launch = async (wanted: Launch) => {
    const document = documentOf(wanted.template);
    checkRole(settings, wanted);
    checkValues(wanted);
    const { id, url } = await automations.start({
      document,
      parameters: Object.fromEntries(Object.entries(wanted.parameters).map(([name, value]) => [name, [value]])),
      clientToken: clientToken(wanted.idempotencyKey),
      tags: { [keyTag]: wanted.idempotencyKey },
      rateControl: rateControlOf(wanted.template),
    });
    return { id, status: 'pending' as const, url };
  };

  /** Newest first; AWS promises no order. */
  const runsOf = async (name: string): Promise<readonly AutomationRun[]> => {
    const found: AutomationRun[] = [];
    let next: string | undefined;
    for (let page = 0; page < lookupPages; page += 1) {
      const answer = await automations.runs(name, next);
      found.push(...answer.runs.filter(({ document }) => document === name));
      next = answer.next;
      if (next === undefined) return found.toSorted((a, b) => (b.startedAt ?? 0) - (a.startedAt ?? 0));
    }
    throw new UpstreamError('The document has more executions than a lookup reads.', { reason: 'too_many_executions', retryable: false });
  };

  /** AWS lists executions without their tags and their client tokens, and does not say what a repeated token answers [D]: it is not used to look. */
  const lookup = async (idempotencyKey: string, template: string) => {
    const runs = await runsOf(documentOf(template).name);
    for (const run of runs.slice(0, lookupDepth)) {
      const tags = await automations.tags(run.id);
      if (tags[keyTag] === idempotencyKey) return toJob(run);
    }
    return undefined;
  };

  return {
    id: 'ssm',
    plan,
    launch,
    follow: async (jobId) => toJob(await automations.run(executionOf(jobId))),
    lookup,
    cancel: (jobId) => automations.stop(executionOf(jobId)),
  };
};
