/** AWS::StepFunctions::StateMachine: the definition from the template or from an asset, its placeholders filled. */
import { readFileSync } from 'node:fs';
import { initialRevision } from '../services/states-definition.ts';
import { TemplateError } from '../template/template-error.ts';
import { checkRole } from './passed-role.ts';
import type { ResourceRequest, ResourceType } from './resource-type.ts';

const definitionText = ({ properties, asset }: ResourceRequest): string => {
  if (properties.has('Definition')) return JSON.stringify(properties.fields['Definition']);
  if (properties.has('DefinitionS3Location')) return readFileSync(asset(properties.group('DefinitionS3Location').text('Key')), 'utf8');
  return properties.text('DefinitionString');
};

const fill = (definition: string, { properties }: ResourceRequest): string => {
  const substitutions = properties.group('DefinitionSubstitutions');
  return definition.replaceAll(/\$\{([A-Za-z0-9_-]+)\}/g, (placeholder, name: string) => {
    if (!substitutions.has(name)) return placeholder;
    // The placeholder stands inside a JSON string.
    return JSON.stringify(substitutions.text(name)).slice(1, -1);
  });
};

/** What a machine that logs needs for its deliveries [D: Step Functions Developer Guide, "Logging in CloudWatch Logs"]; nothing is logged here. */
const logActions: readonly string[] = [
  'CreateLogDelivery',
  'GetLogDelivery',
  'UpdateLogDelivery',
  'DeleteLogDelivery',
  'ListLogDeliveries',
  'PutResourcePolicy',
  'DescribeResourcePolicies',
  'DescribeLogGroups',
];

const checkLogging = ({ properties, parts }: ResourceRequest, machineName: string, role: string): void => {
  const logging = properties.group('LoggingConfiguration');
  if (logging.list('Destinations').length === 0 || logging.optionalText('Level') === 'OFF') return;
  for (const name of logActions)
    parts.access.refusal({ who: machineName, role, session: machineName }, { action: `logs:${name}`, resource: '*' });
};

/** Where the machine logs all of its events; undefined when it does not. */
const logGroupOf = ({ properties }: ResourceRequest): string | undefined => {
  const logging = properties.group('LoggingConfiguration');
  const [destination] = logging.list('Destinations') as readonly { readonly CloudWatchLogsLogGroup?: { readonly LogGroupArn?: string } }[];
  const arn = logging.optionalText('Level') === 'ALL' ? destination?.CloudWatchLogsLogGroup?.LogGroupArn : undefined;
  return arn?.split(':log-group:')[1]?.replace(/:\*$/, '');
};

export const stepFunctionsStateMachine: ResourceType = {
  type: 'AWS::StepFunctions::StateMachine',
  create: (request) => {
    const { properties, generatedName, parts } = request;
    const name = properties.optionalText('StateMachineName') ?? generatedName;
    const type = properties.optionalText('StateMachineType') ?? 'STANDARD';
    if (type !== 'STANDARD' && type !== 'EXPRESS') throw new TemplateError(properties.where, `the type ${type} is unknown`);
    const definition = fill(definitionText(request), request);
    properties.refuse('EncryptionConfiguration');
    const arn = parts.states.createStateMachine({ name, definition, roleArn: properties.text('RoleArn'), type });
    const roleArn = properties.text('RoleArn');
    const role = parts.roles.get(roleArn) ?? roleArn;
    checkRole(properties, parts, { role, service: 'states.amazonaws.com', sourceArn: arn });
    checkLogging(request, name, role);
    parts.meter.workflowLogs.set(name, logGroupOf(request));
    return { ref: arn, attributes: { Arn: arn, Name: name, StateMachineRevisionId: initialRevision } };
  },
};
