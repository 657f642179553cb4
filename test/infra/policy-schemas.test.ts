/** Each policy file has a JSON schema beside it, for editors; it is written from the schema that synthesis checks with. `UPDATE_SCHEMAS=1` writes them anew. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { policySchema } from '#kernel/policy.ts';
import { root } from './synthesise.ts';

const pathOf = (file: string): string => join(root, 'policy', file);

describe('a policy file', () => {
  it.for(Object.entries(policySchema.shape))(
    '%s.yaml names the JSON schema beside it, which says what synthesis checks',
    ([name, schema]) => {
      const written = `${JSON.stringify(z.toJSONSchema(schema, { io: 'input' }), null, 2)}\n`;
      const file = pathOf(`${name}.schema.json`);
      if (process.env['UPDATE_SCHEMAS'] === '1') writeFileSync(file, written);
      expect(readFileSync(file, 'utf8')).toBe(written);
      expect(readFileSync(pathOf(`${name}.yaml`), 'utf8')).toMatch(`# yaml-language-server: $schema=./${name}.schema.json\n`);
    },
  );
});
