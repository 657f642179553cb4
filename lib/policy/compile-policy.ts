/** Turns the operators' YAML into the one `policy.json` that lies beside each bundle: read, checked, cross-checked. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseDocument } from 'yaml';
import { exampleMistakes } from '#functions/remediate/examples.ts';
import { extractionOf } from '#kernel/extraction.ts';
import type { RouteNode } from '#kernel/policy/routes.ts';
import { type Policy, type ProcessorsPolicy, policySchema, type RoutesPolicy } from '#kernel/policy.ts';
import { parseMatcher } from '#kernel/routing/matchers.ts';
import { patternOf } from '#kernel/routing/patterns.ts';
import { schemaIssues } from '#kernel/schema-issues.ts';
import { SynthesisError } from '../constructs/synthesis-error.ts';
import { calendarMistakes } from './calendar-mistakes.ts';
import { remediationMistakes } from './remediation-mistakes.ts';

type Section = keyof Policy;
type SectionSchema = (typeof policySchema.shape)[Section];

const sections = Object.entries(policySchema.shape) as [Section, SectionSchema][];

/** Reads and checks all of a policy folder. SynthesisError with file, path and message of the first mistakes. */
export const compilePolicy = (folder: string): Policy => {
  const policy = policySchema.parse(
    Object.fromEntries(sections.map(([section, schema]) => [section, readSection(folder, section, schema)])),
  );
  const dangling = danglingReferences(policy);
  // What rules do is looked at when everything they name is there.
  const mistakes = dangling.length > 0 ? dangling : exampleMistakes(policy).map((mistake) => `policy/remediations.yaml: ${mistake}`);
  if (mistakes.length > 0) throw new SynthesisError(mistakes.join('; '));
  return policy;
};

const readSection = (folder: string, section: Section, schema: SectionSchema): unknown => {
  const file = `policy/${section}.yaml`;
  if (section === 'rehearsals' && !existsSync(join(folder, 'rehearsals.yaml'))) return schema.parse({});
  const document = parseDocument(readText(join(folder, `${section}.yaml`), file));
  const [syntaxError] = document.errors;
  if (syntaxError !== undefined) throw new SynthesisError(`${file}: ${syntaxError.message.split('\n')[0]}`);
  const result = schema.safeParse(document.toJS());
  if (result.success) return result.data;
  throw new SynthesisError(
    schemaIssues(result.error, '(top)')
      .map((issue) => `${file}: ${issue}`)
      .join('; '),
  );
};

const readText = (path: string, file: string): string => {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new SynthesisError(`${file}: cannot be read (${path})`, { cause });
  }
};

/** Names that are used in one file and declared in none. */
const danglingReferences = (policy: Policy): readonly string[] => {
  const { classification, routes, escalation, people, schedules, channels, remediations, processors } = policy;
  const known = new Set(channels.channels.map(({ name }) => name));
  const unknownChannels = (where: string, used: readonly string[]) =>
    used.filter((name) => !known.has(name)).map((name) => `${where}: channel "${name}" is not in policy/channels.yaml`);
  const repeated = (file: string, names: readonly string[]) =>
    names.filter((name, index) => names.indexOf(name) !== index).map((name) => `policy/${file}: the name "${name}" is used twice`);
  return [
    ...repeated(
      'classification.yaml',
      classification.rules.map(({ name }) => name),
    ),
    ...repeated(
      'channels.yaml',
      channels.channels.map(({ name }) => name),
    ),
    ...repeated(
      'remediations.yaml',
      remediations.rules.map(({ name }) => name),
    ),
    ...repeated(
      'processors.yaml',
      [...processors.drop, ...processors.sample].map(({ name }) => name),
    ),
    ...processorMistakes(processors),
    ...routeMistakes(routes, Object.keys(escalation.policies), known),
    ...calendarMistakes(policy),
    ...Object.entries(escalation.policies).flatMap(([name, policy]) =>
      (['new', 'escalated', 'critical'] as const).flatMap((level) => [
        ...unknownChannels(`policy/escalation.yaml: ${name}.${level}`, policy[level].channels),
        ...policy[level].notify
          .flatMap((target) => targetMistake(target, people, schedules))
          .map((mistake) => `policy/escalation.yaml: ${name}.${level}: ${mistake}`),
      ]),
    ),
    ...remediationMistakes(remediations, unknownChannels),
  ];
};

/** What is wrong with an entry of `notify`: it names a person, `schedule:<name>` or `team:<name>`. */
const targetMistake = (target: string, { people, teams }: Policy['people'], { schedules }: Policy['schedules']): readonly string[] => {
  if (target.startsWith('schedule:'))
    return schedules[target.slice(9)] === undefined ? [`schedule "${target.slice(9)}" is not in policy/schedules.yaml`] : [];
  if (target.startsWith('team:')) {
    const members = teams[target.slice(5)]?.members;
    if (members === undefined) return [`team "${target.slice(5)}" is not in policy/people.yaml`];
    return Object.values(members).some((role) => role !== 'viewer') ? [] : [`team "${target.slice(5)}" has nobody but viewers`];
  }
  return people[target] === undefined ? [`"${target}" is no person of policy/people.yaml`] : [];
};

/** Patterns that are none, and rules that a resource cannot be asked. */
const processorMistakes = (processors: ProcessorsPolicy): readonly string[] => {
  const where = 'policy/processors.yaml: ';
  const onResources = processors.attributes.flatMap(({ on, match, key }, index) => {
    const asked = match === undefined ? [] : Object.keys(match).filter((part) => !['equals', 'exists', 'matches'].includes(part));
    return on === 'resource' && asked.length > 0
      ? [`${where}attributes.${index}: a resource has no ${asked.join(', ')}; ${key} is on: resource`]
      : [];
  });
  const rules = [...processors.derive, ...processors.attributes, ...processors.compliance, ...processors.drop, ...processors.sample];
  const patterns = [
    ...rules.flatMap(({ match }) => Object.values(match?.matches ?? {})).map((source) => () => patternOf(source)),
    ...processors.attributes.flatMap((action) => (action.action === 'extract' ? [() => extractionOf(action.pattern)] : [])),
  ];
  return [
    ...onResources,
    ...patterns.flatMap((compile) => {
      try {
        compile();
        return [];
      } catch (error) {
        return [`${where}${(error as Error).message}`];
      }
    }),
  ];
};

/** What is wrong in the tree of routes and what belongs to it. */
const routeMistakes = (routes: RoutesPolicy, policies: readonly string[], channels: ReadonlySet<string>): readonly string[] => {
  const receivers = new Set(routes.receivers.map(({ name }) => name));
  const intervals = new Set(routes.timeIntervals.map(({ name }) => name));
  const matcherMistakes = (where: string, matchers: readonly string[]): readonly string[] =>
    matchers.flatMap((text) => {
      try {
        parseMatcher(text);
        return [];
      } catch (error) {
        return [`${where}: ${(error as Error).message}`];
      }
    });
  const ofNode = (
    node: Omit<RouteNode, 'matchers' | 'continue'> & Partial<Pick<RouteNode, 'matchers'>>,
    where: string,
  ): readonly string[] => [
    ...matcherMistakes(where, node.matchers ?? []),
    ...(node.escalation === undefined || policies.includes(node.escalation)
      ? []
      : [`${where}: escalation policy "${node.escalation}" is not in policy/escalation.yaml`]),
    ...(node.receiver === undefined || receivers.has(node.receiver) ? [] : [`${where}: receiver "${node.receiver}" is not declared`]),
    ...[...node.muteTimeIntervals, ...node.activeTimeIntervals]
      .filter((name) => !intervals.has(name))
      .map((name) => `${where}: time interval "${name}" is not declared`),
    ...node.routes.flatMap((child, index) => ofNode(child, `${where}.routes.${index}`)),
  ];
  return [
    ...ofNode(routes.route, 'policy/routes.yaml: route'),
    ...routes.inhibitRules.flatMap(({ sourceMatchers, targetMatchers }, index) =>
      matcherMistakes(`policy/routes.yaml: inhibitRules.${index}`, [...sourceMatchers, ...targetMatchers]),
    ),
    ...routes.receivers.flatMap((receiver) =>
      receiver.channels
        .filter(({ channel }) => !channels.has(channel))
        .map(({ channel }) => `policy/routes.yaml: receiver ${receiver.name}: channel "${channel}" is not in policy/channels.yaml`),
    ),
  ];
};
