/** From a launch to an issue: which parameters are fields, which are lines of its description, and what is kept at it. */
import { InputError } from '#kernel/errors.ts';
import { readableText } from '#kernel/readable-text.ts';
import type { Launch } from '#kernel/target.ts';
import { document, type Line, labelled, linked, plain } from './adf.ts';
import { type Mark, propertyKey } from './mark.ts';

interface IssueType {
  /** The project's key. */
  readonly project: string;
  /** The issue type's id. */
  readonly type: string;
}

/** InputError for a template that is none: it goes into paths and queries. */
export const issueTypeOf = (template: string): IssueType => {
  const [, project, type] = /^([A-Z][A-Z0-9_]{1,9})\/([0-9]{1,10})$/.exec(template) ?? [];
  if (project === undefined || type === undefined) {
    throw new InputError('A Jira template is a project and the id of an issue type, such as OPS/10001.', { reason: 'template' });
  }
  return { project, type };
};

/** Our keys: letters, digits and dashes, made by us. They are labels, and stand in JQL. */
export const checkedKey = (key: string): string => {
  if (!/^[A-Za-z0-9-]{1,64}$/.test(key)) throw new InputError('An idempotency key is letters, digits and dashes.', { reason: 'key' });
  return key;
};

const longestSummary = 255;

/** Jira refuses longer summaries, and such with line breaks [D]. */
const summaryOf = ({ summary, streamwarden_summary: ours }: Launch['parameters']): string => {
  const text = summary ?? readableText(ours ?? 'Streamwarden remediation', longestSummary);
  if (text.length > longestSummary)
    throw new InputError(`Parameter summary is longer than ${longestSummary} characters.`, { reason: 'too_long' });
  if (text.trim() === '' || /[\p{Cc}\u2028\u2029]/u.test(text))
    throw new InputError('Parameter summary is no line of text.', { reason: 'control' });
  return text;
};

const labelsOf = (text: string): readonly string[] =>
  text.split(',').map((label) => {
    if (!/^\S{1,255}$/u.test(label)) throw new InputError('Parameter labels is not labels with commas between them.', { reason: 'labels' });
    return label;
  });

/** Parameters that are fields, by the forms their values have [D: Create issue]. */
const shapes: Readonly<Record<string, (value: string) => unknown>> = {
  priority: (name) => ({ name }),
  components: (name) => [{ name }],
  assignee: (id) => ({ id }),
  duedate: (date) => date,
};
/** Fields an administrator added: as text, or `.value` for one of a list. */
const ownField = /^(customfield_[0-9]{1,10})(\.value)?$/;

/** A parameter that is a field, as Jira wants it; undefined for one that is none. */
const fieldOf = (name: string, value: string): readonly [name: string, value: unknown] | undefined => {
  const shape = Object.hasOwn(shapes, name) ? shapes[name] : undefined;
  if (shape !== undefined) return [name, shape(value)];
  const [, custom, choice] = ownField.exec(name) ?? [];
  if (custom === undefined) return undefined;
  return [custom, choice === undefined ? value : { value }];
};

/** Parameters with a place of their own; those that start with `streamwarden_` come from the workflow, not from a rule. */
const placed = /^(?:summary|description|labels|wait|transition|streamwarden_.*)$/;

const descriptionOf = (parameters: Launch['parameters']) => {
  const { description = '', streamwarden_incident: incident, streamwarden_link: link, streamwarden_summary: summary } = parameters;
  const rest = Object.entries(parameters).filter(([name, value]) => !placed.test(name) && fieldOf(name, value) === undefined);
  const ours: readonly Line[] = [
    plain(readableText(summary ?? '', 1_000)),
    plain(`Made by Streamwarden${incident === undefined ? '.' : ` for its incident ${readableText(incident, 100)}.`}`),
    linked(readableText(link ?? '', 2_000)),
  ];
  return document(...description.split('\n').map(plain), ...rest.map(([name, value]) => labelled(name, value)), ...ours);
};

const waitOf = (wait: string): Mark['wait'] => {
  if (wait !== 'created' && wait !== 'done') throw new InputError('Parameter wait is created or done.', { reason: 'wait' });
  return wait;
};

/** The body that creates it. Every value is a parameter's own text. */
export const issueOf = ({ template, parameters, idempotencyKey }: Launch) => {
  const { project, type } = issueTypeOf(template);
  const { labels, wait = 'created', transition } = parameters;
  const key = checkedKey(idempotencyKey);
  const mark: Mark = { key, wait: waitOf(wait), ...(transition === undefined ? {} : { transition }) };
  const fields: Readonly<Record<string, unknown>> = {
    ...Object.fromEntries(
      Object.entries(parameters).flatMap(([name, value]) => [fieldOf(name, value) ?? []].filter((entry) => entry.length > 0)),
    ),
    project: { key: project },
    issuetype: { id: type },
    summary: summaryOf(parameters),
    description: descriptionOf(parameters),
    labels: [key, ...(labels === undefined ? [] : labelsOf(labels))],
  };
  return { fields, properties: [{ key: propertyKey, value: mark }], mark };
};
