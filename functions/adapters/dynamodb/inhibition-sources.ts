/** Alerts that may inhibit others, in the table `response`: `cause#<cause>` with an item a source, and which one is indexed. */
import type { InhibitionSources } from '#kernel/routing/group-store.ts';
import { putItem, queryBodies, type Table } from './items.ts';

const pkOf = (cause: string): string => `cause#${cause}`;
/** A source that nobody announced for so long does not fire any more. */
const memorySeconds = 7 * 24 * 60 * 60;
const expiresAt = (at: number): number => Math.ceil(at / 1000) + memorySeconds;

interface SourceBody {
  readonly fingerprint: string;
  readonly isIndex?: boolean;
}

export const inhibitionSources = (table: Table): InhibitionSources => ({
  inhibitionSources: async (cause) => {
    const found = await queryBodies<SourceBody>(
      table,
      { KeyConditionExpression: 'pk = :cause', ConsistentRead: true },
      { ':cause': pkOf(cause) },
    );
    const sources = found.filter(({ isIndex }) => isIndex !== true).map(({ fingerprint }) => fingerprint);
    return { indexed: found.find(({ isIndex }) => isIndex === true)?.fingerprint, fingerprints: sources };
  },
  addInhibitionSource: async (cause, fingerprint, at) => {
    await putItem(table, { pk: pkOf(cause), sk: `source#${fingerprint}`, body: { fingerprint }, expiresAt: expiresAt(at) });
  },
  indexInhibitionSource: async (cause, fingerprint, at) => {
    await putItem(table, { pk: pkOf(cause), sk: 'index', body: { fingerprint, isIndex: true }, expiresAt: expiresAt(at) });
  },
});
