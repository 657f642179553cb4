/** AWS::EKS::AccessEntry: a role that a cluster's API server lets in, as the groups it names. The cluster itself is a stand-in. */
import { TemplateError } from '../template/template-error.ts';
import type { ResourceType } from './resource-type.ts';

/** Prefixes that EKS keeps for itself and Kubernetes [D: EKS User Guide, "Create access entries"]. */
const reserved = /^(?:system:|eks:|aws:|amazon:|iam:)/;

export const eksAccessEntry: ResourceType = {
  type: 'AWS::EKS::AccessEntry',
  create: ({ properties, parts }) => {
    properties.refuse('AccessPolicies', 'Username');
    const cluster = properties.text('ClusterName');
    const principal = properties.text('PrincipalArn');
    const role = parts.roles.get(principal);
    if (role === undefined) throw new TemplateError(properties.where, `the role ${principal} is in no template`);
    for (const group of properties.list('KubernetesGroups'))
      if (reserved.test(String(group))) throw new TemplateError(properties.where, `EKS gives nobody the group ${String(group)}`);
    parts.clusterRoles.push({ cluster, role });
    const ref = `${principal}|${cluster}`;
    return {
      ref,
      attributes: {
        AccessEntryArn: `arn:aws:eks:${parts.region}:${parts.account}:access-entry/${cluster}/role/${parts.account}/${role}/local`,
      },
    };
  },
};
