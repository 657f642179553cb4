/** A Standard workflow from the `.asl.json` beside its steps; it may invoke the functions it names, and nothing else. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { RemovalPolicy } from 'aws-cdk-lib';
import { Effect, Policy, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { DefinitionBody, LogLevel, StateMachine, StateMachineType } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import type { Deployment } from './deployment.ts';
import { exempt } from './exempt.ts';
import type { StageFunction } from './stage-function.ts';
import { SynthesisError } from './synthesis-error.ts';

export interface WorkflowProps {
  readonly name: string;
  /** Relative to the project. */
  readonly definition: string;
  /** Placeholder in the definition (`EscalateFunction`) → the function that stands there. */
  readonly steps: Readonly<Record<string, StageFunction>>;
}

export class Workflow extends Construct {
  readonly name: string;
  readonly stateMachine: StateMachine;

  constructor(scope: Construct, id: string, { prefix, root, settings }: Deployment, { name, definition, steps }: WorkflowProps) {
    super(scope, id);
    this.name = name;
    const file = join(root, definition);
    if (!existsSync(file)) throw new SynthesisError(`${definition} is missing`);
    // The `vendedlogs` prefix keeps the account's log resource policy below its size limit [D].
    const logGroup = new LogGroup(this, 'Logs', {
      logGroupName: `/aws/vendedlogs/states/${prefix}-${name}`,
      retention: settings.logRetentionDays,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const functionArns = Object.fromEntries(Object.entries(steps).map(([placeholder, step]) => [placeholder, step.function.functionArn]));
    this.stateMachine = new StateMachine(this, 'StateMachine', {
      stateMachineName: `${prefix}-${name}`,
      stateMachineType: StateMachineType.STANDARD,
      definitionBody: DefinitionBody.fromFile(file),
      definitionSubstitutions: functionArns,
      // Execution data holds task tokens, by which anybody with the permission could answer: it stays in the history, out of the logs.
      logs: { destination: logGroup, level: LogLevel.ALL, includeExecutionData: false },
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.stateMachine.addToRolePolicy(
      new PolicyStatement({ effect: Effect.ALLOW, actions: ['lambda:InvokeFunction'], resources: Object.values(functionArns) }),
    );
    exempt(this.stateMachine, {
      'AwsSolutions-SF2':
        'The execution history already shows every step with its times; X-Ray would add a wildcard permission and a price per trace.',
    });
    exempt(this.stateMachine.role, {
      'AwsSolutions-IAM5[Resource::*]': 'Log delivery (logs:CreateLogDelivery and its siblings) has no resource level in IAM.',
    });
  }

  /**
   * Lets a function complete this workflow's waiting tasks. In a policy of its own, since the role's default policy must exist before
   * the function, the function before the workflow, and this grant names the workflow: one policy would be a circle.
   */
  allowAnswers(stage: StageFunction): void {
    new Policy(this, `AnswersFrom-${stage.name}`, {
      roles: [stage.role],
      statements: [
        new PolicyStatement({
          effect: Effect.ALLOW,
          actions: ['states:SendTaskSuccess'],
          resources: [this.stateMachine.stateMachineArn],
        }),
      ],
    });
  }
}
