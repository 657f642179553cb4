/** What a rehearsal needs of a target that is a service of the deployment's own account: it is called over AWS's wire, not at a host. */
import type { LocalCloud } from '#lib/local/cloud.ts';
import type { ServiceRequest } from '#lib/local/service.ts';
import type { BadEnd } from '../ways.ts';
import type { Preparation, StartedJob } from './bench.ts';

/** Where jobs are. */
type Account = Pick<LocalCloud, 'standIns' | 'automations'>;

export interface AwsBench extends Preparation {
  readonly id: 'ssm' | 'lambda';
  /** The service's signing name. */
  readonly service: 'ssm' | 'lambda';
  /** What a call is, the same in every run: ids of jobs are left out. */
  nameOf(request: ServiceRequest): string;
  /** The key of a call that starts a job; undefined for every other call. */
  keyOfStart(request: ServiceRequest): string | undefined;
  /** How the job ends that this call starts. */
  endNext(account: Account, end: BadEnd, request: ServiceRequest): void;
  /** In order of starting. */
  jobs(account: Account): readonly StartedJob[];
}
