/** The agents stack, where an environment names a cluster: who of its pods may send, and, with a kubectl layer, the agents themselves. */
import { CfnOutput, Stack } from 'aws-cdk-lib';
import { CfnPodIdentityAssociation } from 'aws-cdk-lib/aws-eks';
import { AccessEntry, AccessPolicy, AccessScopeType, Cluster, KubectlProvider, KubernetesManifest } from 'aws-cdk-lib/aws-eks-v2';
import { Policy, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { LayerVersion } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { manifests } from '../agents/manifests.ts';
import { senders } from '../agents/names.ts';
import { agentSettings, type ClusterAgents } from '../agents/settings.ts';
import type { Deployment } from '../constructs/deployment.ts';
import { signedRoutes } from '../constructs/doors.ts';
import { exempt } from '../constructs/exempt.ts';
import type { PipelineStack } from './pipeline-stack.ts';

export interface AgentsStackProps {
  readonly deployment: Deployment;
  readonly agents: ClusterAgents;
  readonly pipeline: PipelineStack;
}

/** Whether such a stack has anything to make: a token needs no role, and without kubectl nothing is installed. */
export const hasWork = ({ auth, cluster }: ClusterAgents): boolean => auth.kind === 'sigv4' || cluster.kubectlLayerArn !== undefined;

/** Adds to a cluster that exists; deleting the stack takes away what it added and leaves the cluster. */
export class AgentsStack extends Stack {
  constructor(scope: Construct, id: string, { deployment, agents, pipeline }: AgentsStackProps) {
    const { environment } = deployment.settings;
    super(scope, id, { description: `Streamwarden (${environment}): the agents of EKS cluster ${agents.cluster.name}` });
    if (agents.auth.kind === 'sigv4') this.identify(deployment, agents, pipeline);
    const { kubectlLayerArn } = agents.cluster;
    if (kubectlLayerArn !== undefined) this.install(agents, kubectlLayerArn, environment, pipeline);
    new CfnOutput(this, 'Endpoint', { value: pipeline.endpoint, description: 'For `warden manifests --endpoint`' });
  }

  /** A role for the pods that send, with the agents' routes and nothing else. */
  private identify({ prefix }: Deployment, { cluster, namespace }: ClusterAgents, { apiArn }: PipelineStack): void {
    const role = new Role(this, 'SenderRole', {
      roleName: `${prefix}-agents`,
      description: 'Agents in the cluster send telemetry to the API',
      assumedBy: new ServicePrincipal('pods.eks.amazonaws.com', {
        conditions: {
          StringEquals: { 'aws:SourceAccount': this.account },
          // Only pods of this very cluster: the service passes its name.
          ArnEquals: { 'aws:SourceArn': this.formatArn({ service: 'eks', resource: 'cluster', resourceName: cluster.name }) },
        },
      }).withSessionTags(),
    });
    new Policy(this, 'Send', {
      roles: [role],
      statements: [
        new PolicyStatement({
          actions: ['execute-api:Invoke'],
          resources: signedRoutes.map((route) => `${apiArn}/$default/${route.replace(' ', '')}`),
        }),
      ],
    });
    for (const serviceAccount of senders)
      new CfnPodIdentityAssociation(this, `Identity-${serviceAccount}`, {
        clusterName: cluster.name,
        namespace,
        serviceAccount,
        roleArn: role.roleArn,
      });
  }

  private install(agents: ClusterAgents, layerArn: string, environment: string, { endpoint }: PipelineStack): void {
    const named = { clusterName: agents.cluster.name };
    const imported = Cluster.fromClusterAttributes(this, 'Named', named);
    const kubectlProvider = new KubectlProvider(this, 'Kubectl', {
      cluster: imported,
      kubectlLayer: LayerVersion.fromLayerVersionArn(this, 'KubectlLayer', layerArn),
    });
    const role = kubectlProvider.role;
    if (role === undefined) throw new Error('A provider made here has a role.');
    const entry = new AccessEntry(this, 'KubectlAccess', {
      cluster: imported,
      principal: role.roleArn,
      accessPolicies: [AccessPolicy.fromAccessPolicyName('AmazonEKSClusterAdminPolicy', { accessScopeType: AccessScopeType.CLUSTER })],
    });
    // A cluster without a provider cannot apply manifests, and a provider needs a cluster [T]: the cluster is imported twice.
    const cluster = Cluster.fromClusterAttributes(this, 'Cluster', { ...named, kubectlProvider });
    let earlier: Construct = entry;
    for (const [name, manifest] of Object.entries(manifests(agentSettings(agents, { endpoint, region: this.region, environment })))) {
      const applied = new KubernetesManifest(this, `Manifest-${name}`, { cluster, manifest: [...manifest], overwrite: true });
      applied.node.addDependency(earlier);
      // Everything needs the namespace; beyond that the agents do not wait for each other.
      if (name === 'namespace') earlier = applied;
    }
    exempt(kubectlProvider, kubectlReasons);
  }
}

/** Why CDK's own functions that apply manifests may be as they are. The names are those CDK gives to what it makes. */
const logs = "The provider's functions write their logs by it; CDK attaches it to every function it makes.";
const registries = "CDK's provider fetches charts from ECR by it; it only reads.";
const kubectlReasons: Readonly<Record<string, string>> = {
  'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole]': logs,
  'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/AmazonEC2ContainerRegistryReadOnly]': registries,
  'AwsSolutions-IAM4[Policy::{"Fn::If":["KubectlHandlerHasEcrPublicB773CD87",{"Fn::Join":["",["arn:",{"Ref":"AWS::Partition"},":iam::aws:policy/AmazonElasticContainerRegistryPublicReadOnly"]]},{"Ref":"AWS::NoValue"}]}]':
    registries,
  'AwsSolutions-IAM5[Resource::<KubectlHandler44EFEE3B.Arn>:*]':
    "CDK's framework calls the provider's function in any of its versions; there is one.",
  'AwsSolutions-L1': 'CDK chooses the Python that its provider is written for; ours would be a fork of it.',
};
