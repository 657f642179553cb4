/** From a launch to a record: which parameters are fields, which are lines of its description, and what its work notes say. */
import { InputError } from '#kernel/errors.ts';
import { readableText } from '#kernel/readable-text.ts';
import type { Launch } from '#kernel/target.ts';
import { sysIdPattern } from './query.ts';

/** What a template asks for. */
export type Kind =
  | { readonly kind: 'incident'; readonly table: 'incident' }
  | { readonly kind: 'normal'; readonly table: 'change_request' }
  /** A pre-approved change from the template with this sys_id. */
  | { readonly kind: 'standard'; readonly table: 'change_request'; readonly standard: string };

/** InputError for a template that is none: it goes into a path. */
export const kindOf = (template: string): Kind => {
  if (template === 'incident') return { kind: 'incident', table: 'incident' };
  if (template === 'change') return { kind: 'normal', table: 'change_request' };
  const standard = template.replace(/^change\//, '');
  if (template !== `change/${standard}` || !sysIdPattern.test(standard)) {
    throw new InputError('A ServiceNow template is incident, change or change/<sys_id>.', { reason: 'template' });
  }
  return { kind: 'standard', table: 'change_request', standard };
};

/** Fields that refer to records of other tables, and the field a rule may name those by. */
export const references = {
  cmdb_ci: { table: 'cmdb_ci', by: 'name' },
  business_service: { table: 'cmdb_ci_service', by: 'name' },
  assignment_group: { table: 'sys_user_group', by: 'name' },
  assigned_to: { table: 'sys_user', by: 'user_name' },
  caller_id: { table: 'sys_user', by: 'user_name' },
  requested_by: { table: 'sys_user', by: 'user_name' },
} as const;
export type ReferenceField = keyof typeof references;

const ofBoth = ['short_description', 'category', 'impact', 'cmdb_ci', 'business_service', 'assignment_group', 'assigned_to'];
const fieldsOf = {
  incident: new Set([...ofBoth, 'subcategory', 'urgency', 'contact_type', 'caller_id']),
  change_request: new Set([
    ...ofBoth,
    'risk',
    'justification',
    'implementation_plan',
    'backout_plan',
    'test_plan',
    'start_date',
    'end_date',
    'requested_by',
  ]),
} as const;

/** Fields an instance added itself, beside those named above; state, approval, close codes and system fields are never a rule's to set. */
const ownField = /^u_[a-z0-9_]{1,78}$/;
export const isField = (table: Kind['table'], name: string): boolean => fieldsOf[table].has(name) || ownField.test(name);

/** Longest values the base system's fields hold [D: task table]; it cuts longer ones in silence. */
const longest = { short_description: 160, description: 4_000, other: 4_000 } as const;

const bounded = (name: string, value: string): string => {
  const limit = name === 'short_description' ? longest.short_description : longest.other;
  if (value.length > limit) throw new InputError(`Parameter ${name} is longer than ${limit} characters.`, { reason: 'too_long' });
  return value;
};

/** Names that the workflow gives, not a rule. */
const ours = /^streamwarden_/;

/** A line of the description. A value that breaks lines could forge another. */
const line = ([name, value]: readonly [string, string]): string => {
  if (/[\p{Cc}\u2028\u2029]/u.test(value)) throw new InputError(`Parameter ${name} has control characters.`, { reason: 'control' });
  return `${name}: ${value}`;
};

const descriptionOf = (table: Kind['table'], parameters: Launch['parameters']): string => {
  const { description, streamwarden_summary: summary } = parameters;
  const rest = Object.entries(parameters).filter(([name]) => name !== 'description' && !ours.test(name) && !isField(table, name));
  const text = [description ?? readableText(summary ?? '', 1_000), rest.map(line).join('\n')].filter((part) => part !== '').join('\n\n');
  if (text.length > longest.description) throw new InputError('The description is too long.', { reason: 'too_long' });
  return text;
};

/** A journal entry: ServiceNow renders what stands between `[code]` tags as HTML [D: HTML in journal fields], so those are taken out. */
export const journal = (...lines: readonly (string | undefined)[]): string =>
  lines
    .filter((each) => each !== undefined && each !== '')
    .map((each) => readableText(each ?? '', 1_000).replaceAll(/\[(\/?)code\]/gi, '($1code)'))
    .join('\n');

/** The new record's fields, references still by name; every value is a parameter's own text. */
export const recordOf = ({ parameters, idempotencyKey }: Launch, { kind, table }: Kind): Readonly<Record<string, string>> => {
  const fields = Object.entries(parameters).filter(([name]) => isField(table, name));
  const description = descriptionOf(table, parameters);
  const { streamwarden_summary: summary, streamwarden_incident: incident, streamwarden_link: link } = parameters;
  return {
    short_description: readableText(summary ?? 'Streamwarden remediation', longest.short_description),
    ...Object.fromEntries(fields.map(([name, value]) => [name, bounded(name, value)])),
    ...(description === '' ? {} : { description }),
    ...(kind === 'normal' ? { type: 'normal' } : {}),
    work_notes: journal(`Made by Streamwarden${incident === undefined ? '.' : ` for its incident ${incident}.`}`, link),
    correlation_id: idempotencyKey,
    correlation_display: 'Streamwarden',
  };
};
