/** SSM Automation in a rehearsal: documents that take what the rule gives them. */
import type { ServiceRequest } from '#lib/local/service.ts';
import type { SsmDocument } from '#lib/local/services/ssm-automations.ts';
import { started } from '../rehearsed.ts';
import type { AwsBench } from './aws-bench.ts';
import type { StartedJob } from './bench.ts';

/** The tag every execution carries, and the parameter that names the role a document runs under. */
const keyTag = 'streamwarden:key';
const roleParameter = 'AutomationAssumeRole';

const statuses: Readonly<Record<string, StartedJob['status']>> = {
  Success: 'succeeded',
  Failed: 'failed',
  TimedOut: 'failed',
  Cancelled: 'cancelled',
};

const ends = { failed: 'Failed', never: 'never' } as const;

const documentOf = (template: string, names: readonly string[]): SsmDocument => {
  const [name = '', version] = template.split(':');
  const parameters = Object.fromEntries(
    names.map((each) => [each, each === roleParameter ? { type: 'AWS::IAM::Role::Arn' } : { type: 'String' }]),
  );
  const assumed = names.includes(roleParameter) ? { assumeRole: `{{ ${roleParameter} }}` } : {};
  const content = { ...assumed, parameters, mainSteps: [{ name: 'act', action: 'aws:executeScript' }] };
  return { name, content, ...(version === undefined ? {} : { version }) };
};

const keyOfStart = ({ operation, body }: ServiceRequest): string | undefined => {
  if (operation !== 'StartAutomationExecution') return undefined;
  const tags: unknown = Reflect.get(Object(JSON.parse(body.toString())), 'Tags');
  const own: unknown = Array.isArray(tags) ? tags.find((tag) => Reflect.get(Object(tag), 'Key') === keyTag) : undefined;
  return String(Reflect.get(Object(own), 'Value') ?? '');
};

export const ssmBench: AwsBench = {
  ...{ id: 'ssm', service: 'ssm' },
  settings: (rehearsed) => ({
    ssm: {
      documents: started(rehearsed).map(({ template, parameters }) => {
        const chosenBy = rehearsed.targets.ssm?.rateControl[template]?.parameter;
        return documentOf(template, [...Object.keys(parameters), ...(chosenBy === undefined ? [] : [chosenBy])]);
      }),
    },
  }),
  nameOf: ({ operation }) => operation,
  keyOfStart,
  endNext: ({ automations }, end) => automations.end(ends[end]),
  jobs: ({ automations }) =>
    automations.all().map(({ tags, status }) => ({ key: tags[keyTag] ?? '', status: statuses[status] ?? 'running' })),
};
