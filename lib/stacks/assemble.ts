/** Puts one environment together: settings, policy, bundles, the stacks, tags and the AwsSolutions rules. */
import { join } from 'node:path';
import { type App, Tags, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { withAssets } from '../constructs/bundles.ts';
import type { Deployment } from '../constructs/deployment.ts';
import { readSettings } from '../constructs/settings.ts';
import { compilePolicy } from '../policy/compile-policy.ts';
import { AgentsStack, hasWork } from './agents-stack.ts';
import { DataStack } from './data-stack.ts';
import { PipelineStack } from './pipeline-stack.ts';

export interface Assembly {
  readonly data: DataStack;
  readonly pipeline: PipelineStack;
  /** Where the environment names a cluster whose pods sign, or that it installs agents on. */
  readonly agents: AgentsStack | undefined;
}

/** Fills the app for the environment its context names. SynthesisError for whatever the person who runs it can mend. */
export const assemble = (app: App, root: string): Assembly => {
  const settings = readSettings((key) => app.node.tryGetContext(key));
  const policy = compilePolicy(join(root, settings.policyFolder));
  const stacks = withAssets(root, policy, (assetFolder) =>
    addStacks(app, { settings, policy, root, assetFolder, prefix: `streamwarden-${settings.environment}` }),
  );
  Tags.of(app).add('project', 'streamwarden');
  Tags.of(app).add('environment', settings.environment);
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  return stacks;
};

const addStacks = (app: App, deployment: Deployment): Assembly => {
  const data = new DataStack(app, `${deployment.prefix}-data`, deployment);
  const pipeline = new PipelineStack(app, `${deployment.prefix}-pipeline`, { deployment, data });
  const { agents } = deployment.settings;
  return {
    data,
    pipeline,
    agents:
      agents === undefined || !hasWork(agents)
        ? undefined
        : new AgentsStack(app, `${deployment.prefix}-agents`, { deployment, agents, pipeline }),
  };
};
