/** Turns an `alertmanager.yml` into our `routes.yaml` and the entries of `channels.yaml` that it needs. Pure. */
import type * as z from 'zod';
import { type RouteNode, routesSchema } from '#kernel/policy/routes.ts';
import { schemaIssues } from '#kernel/schema-issues.ts';
import { type Note, Place } from './place.ts';
import { type ChannelInput, receiversOf } from './receivers.ts';
import { intervalsOf, rootOf, rulesOf } from './tree.ts';

/** What the configuration becomes, and what of it does not. */
export interface ImportedPolicy {
  readonly routes: z.input<typeof routesSchema>;
  readonly channels: readonly ChannelInput[];
  readonly notes: readonly Note[];
}

interface ImportOptions {
  /** The escalation policy that critical incidents follow, by name. */
  readonly escalation: string;
}

type AnyRoute = Pick<RouteNode, 'receiver' | 'muteTimeIntervals' | 'activeTimeIntervals' | 'routes'>;

/** Names that routes use and nobody declares. */
const checkNames = (route: AnyRoute, place: Place, receivers: ReadonlySet<string>, intervals: ReadonlySet<string>): void => {
  if (route.receiver !== undefined && !receivers.has(route.receiver)) place.at('receiver').fail(`"${route.receiver}" is not declared`);
  for (const [key, names] of [
    ['mute_time_intervals', route.muteTimeIntervals],
    ['active_time_intervals', route.activeTimeIntervals],
  ] as const) {
    const unknown = names.find((name) => !intervals.has(name));
    if (unknown !== undefined) place.at(key).fail(`names "${unknown}", which is not declared`);
  }
  const children = place.at('routes').items();
  for (const [index, child] of route.routes.entries()) checkNames(child, children[index] ?? place, receivers, intervals);
};

/** InputError with the place of what is no Alertmanager configuration. */
export const importAlertmanager = (config: unknown, { escalation }: ImportOptions): ImportedPolicy => {
  const notes: Note[] = [];
  const top = new Place('', config, notes);
  if (typeof config !== 'object' || config === null || Array.isArray(config)) top.fail('must be a mapping, as alertmanager.yml is');
  top.leaveAllBut(['global', 'route', 'receivers', 'inhibit_rules', 'time_intervals', 'mute_time_intervals', 'templates']);
  for (const each of top.at('templates').items()) each.note('is not carried over: Go’s templates have no counterpart here');
  const global = top.at('global');
  global.leaveAllBut(['resolve_timeout', 'smtp_from', 'slack_app_token', 'slack_app_token_file']);
  const { receivers, channels } = receiversOf(top.at('receivers'), global);
  const resolveTimeout = global.at('resolve_timeout').text();
  const routes: z.input<typeof routesSchema> = {
    route: rootOf(top.at('route'), escalation),
    receivers: [...receivers],
    inhibitRules: rulesOf(top.at('inhibit_rules')),
    timeIntervals: intervalsOf(top.at('time_intervals'), top.at('mute_time_intervals')),
    ...(resolveTimeout === undefined ? {} : { resolveTimeout }),
  };
  const checked = routesSchema.safeParse(routes);
  if (!checked.success) return top.fail(`becomes a policy that is not valid: ${schemaIssues(checked.error, 'top').join('; ')}`);
  const { route, timeIntervals } = checked.data;
  checkNames(route, top.at('route'), new Set(receivers.map(({ name }) => name)), new Set(timeIntervals.map(({ name }) => name)));
  return { routes, channels, notes };
};
