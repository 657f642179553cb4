/** Takes every permission away once and expects exactly its denial: what is granted is needed, and what is missing is found. */
import { account } from '#lib/local/cloud-parts.ts';
import { type LocalCloud, startLocalCloud } from '#lib/local/cloud.ts';
import type { AccessReport } from '#lib/local/iam/access.ts';
import type { Permission } from '#lib/local/iam/grants.ts';
import { matches } from '#lib/local/iam/pattern.ts';
import { readAssembly, type Stack } from '#lib/local/template/assembly.ts';
import { type Progress, progressOn } from '../progress.ts';
import { synthesise } from '../synthesise.ts';
import { actCloud } from './act-cloud.ts';
import { type Act, acts } from './acts.ts';
import { removalsOf } from './removals.ts';

export interface ProveOptions {
  readonly environment: string;
  readonly quiet: boolean;
  readonly synth: boolean;
}
