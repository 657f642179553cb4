/** Says what a launch will create in ServiceNow, and creates it. */
import { InputError, NotFoundError, UnknownOutcomeError } from '#kernel/errors.ts';
import { readableText } from '#kernel/readable-text.ts';
import type { RestClient } from '#kernel/rest-client.ts';
import type { Kind } from './record.ts';
import { changeStates, newChangeSchema, oneNamedSchema, oneTaskSchema, type Task, taskFields } from './wire.ts';

/** The standard change template's name. InputError when there is none that may be used. */
const standardName = async (rest: RestClient, sysId: string): Promise<string> => {
  try {
    const fields = 'sys_id,sys_name,active';
    const path = `api/now/table/std_change_record_producer/${sysId}?sysparm_fields=${fields}`;
    const { result } = await rest.read({ method: 'GET', path }, oneNamedSchema);
    if (result['active'] !== 'false') return readableText(result['sys_name'] ?? sysId, 80);
    throw new InputError('The standard change template is not active.', { reason: 'template' });
  } catch (error) {
    if (error instanceof NotFoundError) throw new InputError('ServiceNow has no such standard change template.', { reason: 'template' });
    throw error;
  }
};

/** What will be made, and whose word it will wait for. */
export const whatOf = async (rest: RestClient, kind: Kind, names: ReadonlyMap<string, string>): Promise<string> => {
  switch (kind.kind) {
    case 'incident':
      return 'Creates an incident; nobody has to approve it.';
    case 'normal':
      return `Creates a normal change and asks for its approval by ${names.get('assignment_group') ?? 'whoever its approval policy names'}, then the CAB.`;
    case 'standard':
      return `Creates a standard change, approved beforehand, from template ${await standardName(rest, kind.standard)}.`;
  }
};

/** Makes the record, whose key must be in it: without it nobody would find it again. */
export const create = async (rest: RestClient, kind: Kind, record: Readonly<Record<string, string>>): Promise<Task> => {
  const keyless = () => new UnknownOutcomeError('ServiceNow made the record without its key.', { reason: 'key_ignored' });
  if (kind.kind !== 'standard') {
    const path = `api/now/table/${kind.table}?sysparm_fields=${taskFields}&sysparm_exclude_reference_link=true`;
    const { result } = await rest.start({ method: 'POST', path, body: record }, oneTaskSchema);
    if (result.correlation_id !== record['correlation_id']) throw keyless();
    return result;
  }
  const path = `api/sn_chg_rest/change/standard/${kind.standard}`;
  const { result } = await rest.start({ method: 'POST', path, body: record }, newChangeSchema);
  const { sys_id, number, correlation_id } = result;
  const key = correlation_id?.value;
  if (key === undefined || key !== record['correlation_id']) throw keyless();
  return {
    sys_id: sys_id.value,
    number: number.value,
    state: changeStates.new,
    approval: '',
    close_code: '',
    correlation_id: key,
    correlation_display: '',
  };
};
