/** The few Kubernetes objects the agents are made of, as types: a field that is missing or misspelt does not compile. */

export interface Metadata {
  readonly name: string;
  readonly namespace?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

interface Meta<Api extends string, Kind extends string> {
  readonly apiVersion: Api;
  readonly kind: Kind;
  readonly metadata: Metadata;
}

interface LabelSelector {
  readonly matchLabels?: Readonly<Record<string, string>>;
}

export interface PolicyRule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly ('get' | 'list' | 'watch')[];
}

export interface EnvVar {
  readonly name: string;
  readonly value?: string;
  readonly valueFrom?: {
    readonly fieldRef?: { readonly fieldPath: string };
    readonly secretKeyRef?: { readonly name: string; readonly key: string };
  };
}

interface HttpProbe {
  readonly httpGet: { readonly path: string; readonly port: number | string };
  readonly periodSeconds: number;
  readonly timeoutSeconds: number;
  readonly failureThreshold: number;
}

export interface Container {
  readonly name: string;
  readonly image: string;
  readonly args: readonly string[];
  readonly env: readonly EnvVar[];
  readonly ports: readonly { readonly name: string; readonly containerPort: number; readonly protocol: 'TCP' }[];
  readonly resources: {
    readonly requests: { readonly cpu: string; readonly memory: string };
    readonly limits: { readonly memory: string };
  };
  readonly securityContext: {
    readonly allowPrivilegeEscalation: false;
    readonly readOnlyRootFilesystem: true;
    readonly capabilities: { readonly drop: readonly ['ALL'] };
  };
  readonly startupProbe: HttpProbe;
  readonly readinessProbe: HttpProbe;
  readonly livenessProbe: HttpProbe;
  readonly volumeMounts: readonly VolumeMount[];
}

export interface VolumeMount {
  readonly name: string;
  readonly mountPath: string;
  readonly readOnly?: true;
}

export type Volume = { readonly name: string } & (
  | { readonly configMap: { readonly name: string } }
  | { readonly secret: { readonly secretName: string; readonly items: readonly { readonly key: string; readonly path: string }[] } }
  | { readonly emptyDir: { readonly sizeLimit: string } }
  | { readonly hostPath: { readonly path: string; readonly type: 'Directory' } }
);

export interface PodSpec {
  readonly serviceAccountName: string;
  readonly automountServiceAccountToken: boolean;
  readonly terminationGracePeriodSeconds: number;
  readonly securityContext: {
    readonly runAsNonRoot: true;
    readonly runAsUser: number;
    readonly runAsGroup: number;
    readonly fsGroup: number;
    readonly seccompProfile: { readonly type: 'RuntimeDefault' };
  };
  readonly nodeSelector: Readonly<Record<string, string>>;
  readonly tolerations?: readonly { readonly operator: 'Exists' }[];
  readonly topologySpreadConstraints?: readonly {
    readonly maxSkew: number;
    readonly topologyKey: string;
    readonly whenUnsatisfiable: 'DoNotSchedule' | 'ScheduleAnyway';
    readonly labelSelector: LabelSelector;
  }[];
  readonly containers: readonly Container[];
  readonly volumes: readonly Volume[];
}

interface PodTemplate {
  readonly metadata: Omit<Metadata, 'name' | 'namespace'>;
  readonly spec: PodSpec;
}

type Namespace = Meta<'v1', 'Namespace'>;
export type ServiceAccount = Meta<'v1', 'ServiceAccount'>;
export type ClusterRole = Meta<'rbac.authorization.k8s.io/v1', 'ClusterRole'> & { readonly rules: readonly PolicyRule[] };
export type ClusterRoleBinding = Meta<'rbac.authorization.k8s.io/v1', 'ClusterRoleBinding'> & {
  readonly roleRef: { readonly apiGroup: 'rbac.authorization.k8s.io'; readonly kind: 'ClusterRole'; readonly name: string };
  readonly subjects: readonly { readonly kind: 'ServiceAccount'; readonly name: string; readonly namespace: string }[];
};
export type ConfigMap = Meta<'v1', 'ConfigMap'> & { readonly data: Readonly<Record<string, string>> };

export type Service = Meta<'v1', 'Service'> & {
  readonly spec: {
    readonly selector: Readonly<Record<string, string>>;
    /** `Local`: only pods of the caller's own node answer. */
    readonly internalTrafficPolicy?: 'Local';
    readonly ports: readonly {
      readonly name: string;
      readonly port: number;
      readonly targetPort: string;
      readonly appProtocol?: string;
    }[];
  };
};

export type DaemonSet = Meta<'apps/v1', 'DaemonSet'> & {
  readonly spec: {
    readonly selector: LabelSelector;
    readonly template: PodTemplate;
    readonly updateStrategy: { readonly type: 'RollingUpdate'; readonly rollingUpdate: { readonly maxUnavailable: string } };
  };
};

export type Deployment = Meta<'apps/v1', 'Deployment'> & {
  readonly spec: {
    readonly replicas: number;
    readonly selector: LabelSelector;
    readonly template: PodTemplate;
    readonly strategy: { readonly type: 'Recreate' };
  };
};

export type StatefulSet = Meta<'apps/v1', 'StatefulSet'> & {
  readonly spec: {
    readonly serviceName: string;
    readonly podManagementPolicy: 'Parallel';
    readonly selector: LabelSelector;
    readonly template: PodTemplate;
    readonly persistentVolumeClaimRetentionPolicy: { readonly whenDeleted: 'Delete'; readonly whenScaled: 'Retain' };
    readonly volumeClaimTemplates: readonly {
      readonly metadata: { readonly name: string };
      readonly spec: {
        readonly accessModes: readonly ['ReadWriteOnce'];
        readonly resources: { readonly requests: { readonly storage: string } };
      };
    }[];
  };
};

export type PodDisruptionBudget = Meta<'policy/v1', 'PodDisruptionBudget'> & {
  readonly spec: { readonly selector: LabelSelector; readonly maxUnavailable: number };
};

export type HorizontalPodAutoscaler = Meta<'autoscaling/v2', 'HorizontalPodAutoscaler'> & {
  readonly spec: {
    readonly scaleTargetRef: { readonly apiVersion: 'apps/v1'; readonly kind: 'StatefulSet'; readonly name: string };
    readonly minReplicas: number;
    readonly maxReplicas: number;
    readonly metrics: readonly {
      readonly type: 'Resource';
      readonly resource: {
        readonly name: 'cpu' | 'memory';
        readonly target: { readonly type: 'Utilization'; readonly averageUtilization: number };
      };
    }[];
    readonly behavior: { readonly scaleDown: { readonly stabilizationWindowSeconds: number } };
  };
};

interface Peer {
  readonly namespaceSelector?: LabelSelector;
  readonly podSelector?: LabelSelector;
  readonly ipBlock?: { readonly cidr: string };
}

interface Port {
  readonly protocol: 'TCP' | 'UDP';
  readonly port?: number;
}

export interface Ingress {
  readonly from?: readonly Peer[];
  readonly ports?: readonly Port[];
}

export interface Egress {
  readonly to?: readonly Peer[];
  readonly ports?: readonly Port[];
}

export type NetworkPolicy = Meta<'networking.k8s.io/v1', 'NetworkPolicy'> & {
  readonly spec: {
    readonly podSelector: LabelSelector;
    readonly policyTypes: readonly ['Ingress', 'Egress'];
    readonly ingress: readonly Ingress[];
    readonly egress: readonly Egress[];
  };
};

export type KubernetesObject =
  | Namespace
  | ServiceAccount
  | ClusterRole
  | ClusterRoleBinding
  | ConfigMap
  | Service
  | DaemonSet
  | Deployment
  | StatefulSet
  | PodDisruptionBudget
  | HorizontalPodAutoscaler
  | NetworkPolicy;
