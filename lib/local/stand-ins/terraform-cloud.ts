/** Stands in for HCP Terraform: workspaces whose runs plan and apply, over the part of API v2 that runs them [D: developer.hashicorp.com/terraform/cloud-docs/api-docs]. */
import type { Scheduler } from '../scheduler.ts';
import { jsonResponse, lostResponse, type StandInRequest, type StandInResponse } from './exchange.ts';
import { hclLiteral } from './hcl-literal.ts';
import { jsonObject } from './script.ts';
import {
  finalStates,
  type TerraformEnd,
  type TerraformPlan,
  type TerraformRun,
  type TerraformTimes,
  type TerraformVariable,
  type TerraformWorkspace,
  terraformId,
  terraformRuns,
} from './terraform-cloud-runs.ts';
import {
  failure,
  hasPlan,
  planJson,
  planResource,
  runResource,
  stateVersionResource,
  workspaceResource,
} from './terraform-cloud-shapes.ts';

export interface TerraformOptions extends TerraformTimes {
  /** The one bearer token it takes; any when absent. */
  readonly token?: string;
  readonly organization?: string;
  /** Names of the workspaces by id. */
  readonly workspaces?: Readonly<Record<string, string>>;
  /** The token may apply runs; default true. */
  readonly mayApply?: boolean;
  /** The token has admin access to the workspaces, and may read plans in JSON; default true. */
  readonly admin?: boolean;
}

type RunFault = { readonly status: number; readonly headers?: Readonly<Record<string, string>> } | 'lost_after' | 'lost_before';

export interface TerraformStandIn {
  /** Those that were asked for, without what was applied before. */
  runs(): readonly Readonly<TerraformRun>[];
  /** A run's variables as Terraform would read them. */
  variablesOf(runId: string): Readonly<Record<string, string | number | boolean | undefined>>;
  failRuns(...faults: readonly RunFault[]): void;
  /** Ends of the next runs, in order; `applied` afterwards. */
  endRuns(...ends: readonly TerraformEnd[]): void;
  /** Plans of the next runs, in order; one addition afterwards. */
  planRuns(...plans: readonly TerraformPlan[]): void;
  /** Somebody cancels every run that has not ended; scripted ends are forgotten. */
  cancelRuns(): void;
  lock(workspace: string): void;
  unlock(workspace: string): void;
  handle(request: StandInRequest): StandInResponse;
}

const notFound = jsonResponse(404, failure(404, 'not found'));
const document = (data: object, included: readonly object[] = []): StandInResponse =>
  jsonResponse(200, { data, ...(included.length > 0 ? { included } : {}) });

const member = (value: unknown, name: string): unknown => Reflect.get(Object(value), name);

const isVariable = (value: unknown): value is TerraformVariable => {
  const [key, text] = [member(value, 'key'), member(value, 'value')];
  return typeof key === 'string' && key !== '' && typeof text === 'string' && hclLiteral(text) !== undefined;
};

/** The run a body asks for, or undefined when it is malformed; a value that is no literal counts as that [U]. */
const wantedBy = (body: string) => {
  const data = member(jsonObject(body), 'data');
  const attributes = member(data, 'attributes');
  const related = (name: string): unknown => member(member(member(member(data, 'relationships'), name), 'data'), 'id');
  const workspace = related('workspace');
  const configuration = related('configuration-version');
  const variables = member(attributes, 'variables') ?? [];
  if (member(data, 'type') !== 'runs' || typeof workspace !== 'string') return undefined;
  if (!Array.isArray(variables) || !variables.every(isVariable)) return undefined;
  return {
    workspace,
    variables,
    message: String(member(attributes, 'message') ?? 'Queued manually via the Terraform Enterprise API'),
    planOnly: member(attributes, 'plan-only') === true,
    autoApply: member(attributes, 'auto-apply') === true,
    configuration: typeof configuration === 'string' ? configuration : undefined,
  };
};

const listMinuteLimit = 30;

export const terraformStandIn = (scheduler: Pick<Scheduler, 'now' | 'after'>, options: TerraformOptions = {}): TerraformStandIn => {
  const { organization = 'acme', workspaces: names = { 'ws-payment000000001': 'payment' }, mayApply = true, admin = true } = options;
  const engine = terraformRuns(scheduler, options);
  const faults: RunFault[] = [];
  const ends: TerraformEnd[] = [];
  const plans: TerraformPlan[] = [];
  const listed: number[] = [];
  const before: TerraformRun[] = [];
  const runs: TerraformRun[] = [];
  const workspaces = new Map(
    Object.entries(names).map(([id, name], index): [string, TerraformWorkspace] => {
      const past = terraformId('run', 9_000_000 + index);
      const plan = { additions: 0, changes: 0, destructions: [] };
      const shared = { message: 'Merge pull request', planOnly: false, autoApply: false, variables: [], createdAt: 0, plan };
      before.push({ ...shared, id: past, workspace: id, configuration: terraformId('cv', 1), status: 'applied' });
      return [id, { id, name, state: { id: terraformId('sv', 1), run: past }, waiting: [] }];
    }),
  );
  const runOf = (id: string): TerraformRun | undefined => [...runs, ...before].find((run) => run.id === id);

  const create = (request: StandInRequest): StandInResponse => {
    const fault = faults.shift();
    if (fault === 'lost_before') return lostResponse;
    if (fault !== undefined && fault !== 'lost_after') return jsonResponse(fault.status, failure(fault.status, 'scripted'), fault.headers);
    const wanted = wantedBy(request.body);
    if (wanted === undefined) return jsonResponse(422, failure(422, 'invalid attribute'));
    const workspace = workspaces.get(wanted.workspace);
    if (workspace === undefined) return notFound;
    const run: TerraformRun = {
      ...wanted,
      id: terraformId('run', runs.length + 1),
      configuration: wanted.configuration ?? terraformId('cv', 2),
      createdAt: scheduler.now(),
      plan: plans.shift() ?? { additions: 1, changes: 0, destructions: [] },
      status: 'pending',
    };
    runs.push(run);
    engine.queue(run, workspace, ends.shift() ?? 'applied');
    return fault === 'lost_after' ? lostResponse : jsonResponse(201, { data: runResource(run) });
  };

  /** Thirty lists a minute, a hundred runs each, without plan-only runs unless they are asked for [D]. */
  const list = (workspace: string, query: URLSearchParams): StandInResponse => {
    const now = scheduler.now();
    if (listed.filter((at) => now - at < 60_000).length >= listMinuteLimit) {
      return jsonResponse(429, failure(429, 'Too many requests'), { 'x-ratelimit-reset': '12.5' });
    }
    listed.push(now);
    const operations = (query.get('filter[operation]') ?? 'plan_and_apply').split(',');
    const found = [...runs]
      .reverse()
      .filter((run) => run.workspace === workspace && operations.includes(run.planOnly ? 'plan_only' : 'plan_and_apply'));
    const size = Math.min(Number(query.get('page[size]') ?? 20), 100);
    const number = Number(query.get('page[number]') ?? 1);
    const pages = Math.max(1, Math.ceil(found.length / size));
    return jsonResponse(200, {
      data: found.slice((number - 1) * size, number * size).map(runResource),
      meta: {
        pagination: {
          'current-page': number,
          'next-page': number < pages ? number + 1 : null,
          'total-pages': pages,
          'total-count': found.length,
        },
      },
    });
  };

  const ofWorkspace = (workspace: TerraformWorkspace, what: string, query: URLSearchParams): StandInResponse => {
    if (what === 'runs') return list(workspace.id, query);
    if (what === 'current-state-version') return document(stateVersionResource(workspace));
    const current = runs.findLast((run) => run.workspace === workspace.id && !run.planOnly);
    return document(workspaceResource(workspace, organization, mayApply, current?.id), current === undefined ? [] : [runResource(current)]);
  };

  /** 409 for what the run's state does not allow; 202 and no body otherwise. */
  const act = (run: TerraformRun, workspace: TerraformWorkspace, action: string): StandInResponse => {
    const { actions } = runResource(run).attributes;
    if (action === 'cancel' && actions['is-cancelable']) engine.stop(run, workspace, 'canceled');
    else if (action === 'discard' && actions['is-discardable']) engine.stop(run, workspace, 'discarded');
    else return jsonResponse(409, failure(409, 'transition not allowed'));
    return { status: 202, headers: {}, body: '' };
  };

  const ofRun = (run: TerraformRun, action: string | undefined, request: StandInRequest): StandInResponse => {
    const workspace = workspaces.get(run.workspace);
    if (workspace === undefined) return notFound;
    if (action !== undefined) return request.method === 'POST' ? act(run, workspace, action) : notFound;
    return document(runResource(run), [planResource(run), workspaceResource(workspace, organization, mayApply)]);
  };

  const planOutput = (id: string): StandInResponse => {
    const run = runOf(id.replace('plan-', 'run-'));
    if (run === undefined || !admin) return notFound;
    if (!hasPlan(run) && !finalStates.has(run.status)) return { status: 204, headers: {}, body: '' };
    return { status: 307, headers: { location: `https://archivist.terraform.io/v1/object/${run.id}` }, body: '' };
  };

  /** The store takes no token: its addresses are secrets themselves. */
  const stored = (request: StandInRequest, id: string): StandInResponse => {
    const run = runOf(id);
    if (run === undefined || request.headers['authorization'] !== undefined) return jsonResponse(400, failure(400, 'bad request'));
    return jsonResponse(200, planJson(run.plan));
  };

  const answer = (request: StandInRequest, url: URL): StandInResponse => {
    const [place, id = '', what = '', action] = url.pathname.replace('/api/v2/', '').split('/');
    if (place === 'runs' && id === '') return request.method === 'POST' ? create(request) : notFound;
    if (place === 'plans' && what === 'json-output') return planOutput(id);
    const workspace = place === 'workspaces' ? workspaces.get(id) : undefined;
    if (workspace !== undefined) return ofWorkspace(workspace, what, url.searchParams);
    const run = place === 'runs' ? runOf(id) : undefined;
    return run === undefined ? notFound : ofRun(run, action, request);
  };

  return {
    runs: () => runs.map((run) => ({ ...run })),
    variablesOf: (runId) => Object.fromEntries((runOf(runId)?.variables ?? []).map(({ key, value }) => [key, hclLiteral(value)])),
    failRuns: (...more) => {
      faults.push(...more);
    },
    endRuns: (...more) => {
      ends.push(...more);
    },
    planRuns: (...more) => {
      plans.push(...more);
    },
    cancelRuns: () => {
      ends.length = 0;
      for (const run of runs.filter(({ status }) => !finalStates.has(status))) {
        const workspace = workspaces.get(run.workspace);
        if (workspace !== undefined) engine.stop(run, workspace, 'canceled');
      }
    },
    lock: (id) => {
      const workspace = workspaces.get(id);
      if (workspace !== undefined) workspace.lockedBy = 'a person';
    },
    unlock: (id) => {
      const workspace = workspaces.get(id);
      if (workspace !== undefined) engine.unlock(workspace, 'a person');
    },
    handle: (request) => {
      const url = new URL(request.url);
      if (url.hostname.startsWith('archivist.')) return stored(request, url.pathname.split('/').at(-1) ?? '');
      const [scheme, token = ''] = (request.headers['authorization'] ?? '').split(' ');
      const allowed = scheme === 'Bearer' && token !== '' && (options.token === undefined || token === options.token);
      return allowed ? answer(request, url) : jsonResponse(401, failure(401, 'unauthorized'));
    },
  };
};
