/** The runs of the HCP Terraform stand-in: queued one after another in a workspace, planned, applied, and ended as scripted. States as its documentation lists them (cloud-docs/api-docs/run#run-states [D]). */
import type { Scheduler } from '../scheduler.ts';

export interface TerraformVariable {
  readonly key: string;
  readonly value: string;
}

export interface TerraformRun {
  readonly id: string;
  readonly workspace: string;
  readonly message: string;
  readonly planOnly: boolean;
  readonly autoApply: boolean;
  readonly configuration: string;
  /** As given: HCL. */
  readonly variables: readonly TerraformVariable[];
  readonly createdAt: number;
  readonly plan: TerraformPlan;
  status: string;
  canceledAt?: number;
}

/** What a plan comes to; destructions by address. */
export interface TerraformPlan {
  readonly additions: number;
  readonly changes: number;
  readonly destructions: readonly string[];
}

/** `policy` halts before a policy somebody must override. */
export type TerraformEnd = 'applied' | 'errored' | 'policy' | 'never';

export interface TerraformWorkspace {
  readonly id: string;
  readonly name: string;
  /** Who holds it: a run's id, or a person. */
  lockedBy?: string;
  state: { readonly id: string; readonly run: string };
  /** Runs that wait for whoever holds it. */
  readonly waiting: { readonly run: TerraformRun; readonly end: TerraformEnd }[];
}

export const finalStates: ReadonlySet<string> = new Set(['applied', 'planned_and_finished', 'errored', 'canceled', 'discarded']);

/** Ids in HCP Terraform's form. */
export const terraformId = (prefix: string, count: number): string => `${prefix}-${String(count).padStart(16, '0')}`;

export interface TerraformTimes {
  /** Seconds a run waits, plans, and applies. */
  readonly pendingSeconds?: number;
  readonly planSeconds?: number;
  readonly applySeconds?: number;
}

/** Moves runs on. */
export const terraformRuns = (scheduler: Pick<Scheduler, 'now' | 'after'>, times: TerraformTimes) => {
  const { pendingSeconds = 2, planSeconds = 8, applySeconds = 20 } = times;
  let states = 1;
  const later = (run: TerraformRun, seconds: number, from: string, next: () => void): void => {
    scheduler.after(seconds * 1000, `terraform ${run.id} leaves ${from}`, () => {
      if (run.status === from) next();
    });
  };

  const release = (workspace: TerraformWorkspace, holder: string): void => {
    if (workspace.lockedBy !== holder) return;
    delete workspace.lockedBy;
    for (let next = workspace.waiting.shift(); next !== undefined; next = workspace.waiting.shift()) {
      if (next.run.status !== 'pending') continue;
      begin(next.run, workspace, next.end);
      return;
    }
  };

  const finish = (run: TerraformRun, workspace: TerraformWorkspace, status: string): void => {
    run.status = status;
    release(workspace, run.id);
  };

  const apply = (run: TerraformRun, workspace: TerraformWorkspace, end: TerraformEnd): void => {
    run.status = 'applying';
    if (end === 'never') return;
    later(run, applySeconds, 'applying', () => {
      states += 1;
      workspace.state = { id: terraformId('sv', states), run: run.id };
      finish(run, workspace, 'applied');
    });
  };

  const planned = (run: TerraformRun, workspace: TerraformWorkspace, end: TerraformEnd): void => {
    const { additions, changes, destructions } = run.plan;
    const nothingToApply = run.planOnly || additions + changes + destructions.length === 0;
    if (end === 'errored') finish(run, workspace, 'errored');
    else if (nothingToApply) finish(run, workspace, 'planned_and_finished');
    else if (end === 'policy') run.status = 'policy_override';
    else if (run.autoApply) apply(run, workspace, end);
    else run.status = 'planned';
  };

  const begin = (run: TerraformRun, workspace: TerraformWorkspace, end: TerraformEnd): void => {
    if (!run.planOnly) {
      if (workspace.lockedBy !== undefined) {
        workspace.waiting.push({ run, end });
        return;
      }
      workspace.lockedBy = run.id;
    }
    run.status = 'planning';
    if (!(run.planOnly && end === 'never')) later(run, planSeconds, 'planning', () => planned(run, workspace, end));
  };

  return {
    queue: (run: TerraformRun, workspace: TerraformWorkspace, end: TerraformEnd): void =>
      later(run, pendingSeconds, 'pending', () => begin(run, workspace, end)),
    /** Ends a run at once; real cancellations may take a while. */
    stop: (run: TerraformRun, workspace: TerraformWorkspace, status: 'canceled' | 'discarded'): void => {
      run.canceledAt = scheduler.now();
      finish(run, workspace, status);
    },
    unlock: release,
  };
};
