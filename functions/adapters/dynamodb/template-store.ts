/** Kinds of messages in table `knowledge`: `templates#<leaf>`, forgotten a year after the leaf grew last. */
import type { Clock, LogTemplate, TemplateLeaf, TemplateStore } from '#kernel/ports.ts';
import { batchGet } from './batch-get.ts';
import { dynamodb } from './client.ts';
import { putVersioned } from './versioned.ts';

const keptSeconds = 400 * 24 * 3600;

const prefix = 'templates#';
const keyOf = (leaf: string) => ({ pk: `${prefix}${leaf}`, sk: 'leaf' });

export const dynamodbTemplateStore = (name: string, clock: Clock, client = dynamodb): TemplateStore => {
  const table = { client, name };
  return {
    leaves: async (keys) => {
      const items = await batchGet(table, keys.map(keyOf));
      return new Map(items.map(({ pk, body }) => [String(pk).slice(prefix.length), body as TemplateLeaf]));
    },
    putLeaf: async (key, { version, templates }) => {
      const body = { version, templates: templates.map(({ id, text }): LogTemplate => ({ id, text })) };
      await putVersioned(table, keyOf(key), body, { expiresAt: Math.floor(clock.now() / 1000) + keptSeconds });
    },
  };
};
