/** What every construct of one environment shares. */

import type { Policy } from '#kernel/policy.ts';
import type { AssetFolder } from './bundles.ts';
import type { Settings } from './settings.ts';

export interface Deployment {
  readonly settings: Settings;
  /** `streamwarden-<environment>`: begins every physical name, so that environments can share an account. */
  readonly prefix: string;
  readonly policy: Policy;
  /** The project's folder. */
  readonly root: string;
  /** Bundle, source map and policy of a function. */
  readonly assetFolder: AssetFolder;
}
