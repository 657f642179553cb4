import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { maintenanceSchema, peopleSchema, schedulesSchema } from '#kernel/policy.ts';
import { calendarMistakes } from '#lib/policy/calendar-mistakes.ts';

const readme = readFileSync(join(import.meta.dirname, '../../../functions/calendar/README.md'), 'utf8');

it("the README's examples are a policy that synthesis takes", () => {
  const [schedules, maintenance] = [...readme.matchAll(/```yaml\n(.*?)```/gs)].map(([, text]) => parse(text ?? '') as unknown);
  const policy = {
    people: peopleSchema.parse({ people: { alex: {}, sam: {}, robin: {} } }),
    schedules: schedulesSchema.parse(schedules),
    maintenance: maintenanceSchema.parse(maintenance),
  };
  expect(Object.keys(policy.schedules.schedules)).toEqual(['primary']);
  expect(policy.maintenance.windows).toHaveLength(1);
  expect(calendarMistakes(policy)).toEqual([]);
});
