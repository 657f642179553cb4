/** What correlation remembers of an environment, in the table `response`: one item with an attribute for each incident and each service in it, so that many can add at once. */
import { UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { ConflictError } from '#kernel/errors.ts';
import type { AffectedService, CorrelationStore, IncidentSketch, RecentIncidents } from '#kernel/ports.ts';
import { conditionHeld } from './client.ts';
import { getItem, keyPart, type Table } from './items.ts';

const keyOf = (environment: string) => ({ pk: `correlation#${keyPart(environment)}`, sk: 'recent' });
const incidentAttribute = (id: string): string => `i#${id}`;
const serviceAttribute = (id: string, service: string): string => `s#${id}#${service}`;

const serviceAttributes = (id: string, services: readonly AffectedService[]): readonly (readonly [string, unknown])[] =>
  services.map((each) => [serviceAttribute(id, each.service), each]);

const read = (item: Readonly<Record<string, unknown>> | undefined): RecentIncidents => {
  const incidents = new Map<string, IncidentSketch>();
  const attributes = Object.entries(item ?? {});
  for (const [name, value] of attributes) {
    if (!name.startsWith('i#')) continue;
    const sketch = value as Omit<IncidentSketch, 'services'>;
    incidents.set(sketch.incidentId, { ...sketch, services: {} });
  }
  for (const [name, value] of attributes) {
    const id = /^s#([^#]*)#/.exec(name)?.[1];
    const sketch = id === undefined ? undefined : incidents.get(id);
    if (sketch === undefined) continue;
    const service = value as AffectedService;
    incidents.set(sketch.incidentId, { ...sketch, services: { ...sketch.services, [service.service]: service } });
  }
  return {
    version: Number(item?.['version'] ?? 0),
    incidents: [...incidents.values()].sort((a, b) => a.openedAt - b.openedAt || (a.incidentId < b.incidentId ? -1 : 1)),
  };
};

/** `SET` and `REMOVE` of attributes whose names are not ours to choose. */
const updating = (set: readonly (readonly [string, unknown])[], removed: readonly string[]) => {
  const names = [...set.map(([name]) => name), ...removed].map((name, index) => [`#${index}`, name] as const);
  const values = set.map(([, value], index) => [`:${index}`, value] as const);
  const setting = set.map((_, index) => `#${index} = :${index}`);
  const removing = removed.map((_, index) => `#${set.length + index}`);
  return {
    UpdateExpression: [`SET ${setting.join(', ')}`, ...(removing.length === 0 ? [] : [`REMOVE ${removing.join(', ')}`])].join(' '),
    ExpressionAttributeNames: Object.fromEntries(names),
    ExpressionAttributeValues: Object.fromEntries(values),
  };
};

export const correlation = (table: Table): CorrelationStore => ({
  recent: async (environment) => read(await getItem(table, keyOf(environment))),
  addRecent: async (environment, version, opened, forgotten) => {
    const set = opened.flatMap(({ services, ...sketch }): readonly (readonly [string, unknown])[] => [
      [incidentAttribute(sketch.incidentId), sketch],
      ...serviceAttributes(sketch.incidentId, Object.values(services)),
    ]);
    const removed = forgotten.flatMap(({ incidentId, services }) => [
      incidentAttribute(incidentId),
      ...Object.keys(services).map((service) => serviceAttribute(incidentId, service)),
    ]);
    const update = updating([['version', version + 1], ...set], removed);
    const held = await conditionHeld(() =>
      table.client.send(
        new UpdateItemCommand({
          TableName: table.name,
          Key: marshall(keyOf(environment)),
          ...update,
          ConditionExpression: version === 0 ? 'attribute_not_exists(pk) OR attribute_not_exists(#0)' : '#0 = :known',
          ExpressionAttributeValues: marshall(
            { ...update.ExpressionAttributeValues, ...(version === 0 ? {} : { ':known': version }) },
            { removeUndefinedValues: true },
          ),
        }),
      ),
    );
    if (!held) throw new ConflictError('Somebody else opened an incident first.', { reason: 'correlation' });
  },
  growRecent: async (environment, incidentId, services) => {
    const update = updating(serviceAttributes(incidentId, services), []);
    await table.client.send(
      new UpdateItemCommand({
        TableName: table.name,
        Key: marshall(keyOf(environment)),
        ...update,
        ExpressionAttributeValues: marshall(update.ExpressionAttributeValues, { removeUndefinedValues: true }),
      }),
    );
  },
});
