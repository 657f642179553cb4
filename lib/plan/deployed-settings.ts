/** What a plan takes from an environment's settings in `cdk.json`, and from the constants of the stacks (a test compares them with the templates). */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { readSettings, type Settings } from '../constructs/settings.ts';
import { SynthesisError } from '../constructs/synthesis-error.ts';
import { UsageError } from '../replay/usage-error.ts';

const file = join(import.meta.dirname, '../../cdk.json');
const contextSchema = z.object({ context: z.record(z.string(), z.unknown()) });

/** UsageError for an environment that is not there. */
export const deployedSettings = (environment: string): Settings => {
  const { context } = contextSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  try {
    return readSettings((key) => (key === 'environment' ? environment : context[key]));
  } catch (error) {
    if (error instanceof SynthesisError) throw new UsageError(error.message);
    throw error;
  }
};

/** The consumers of the stream: records a batch, and seconds a batch may gather. */
export const consumers = {
  classify: { batch: 200, windowSeconds: 1 },
  detect: { batch: 200, windowSeconds: 1 },
  archive: { batch: 500, windowSeconds: 30 },
} as const;

/** What is there whatever comes in. */
export const atRest = { alarms: 26, dashboards: 1, secrets: 3 } as const;

/** A series of weeks, which has seasons and days, has so many times the state of one that was measured for minutes: 694 bytes. */
export const grownState = 3;

/** How often the detector writes the state of a resource that is heard from, by the state's bytes. */
export const stateEverySeconds = (bytes: number): number => 60 * (1 + Math.floor(bytes / 32_768));
