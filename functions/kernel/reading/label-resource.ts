/** Who emitted what Prometheus labels describe, in OpenTelemetry's words (https://opentelemetry.io/docs/specs/otel/compatibility/prometheus_and_openmetrics/#resource-attributes-1). */
import type { Attributes, AttributeValue } from '#kernel/resource.ts';

/** What labels that exporters, kube-state-metrics and the usual scrape configurations write stand for; the strongest last. */
export const attributeOf: ReadonlyMap<string, string> = new Map([
  ['job', 'service.name'],
  ['instance', 'service.instance.id'],
  ['service', 'service.name'],
  ['app', 'service.name'],
  ['cluster', 'k8s.cluster.name'],
  ['namespace', 'k8s.namespace.name'],
  ['pod', 'k8s.pod.name'],
  ['container', 'k8s.container.name'],
  ['node', 'k8s.node.name'],
  ['deployment', 'k8s.deployment.name'],
  ['host', 'host.name'],
  ['hostname', 'host.name'],
  // The device that Telegraf's SNMP input asked: its `host` is Telegraf's own.
  ['agent_host', 'host.name'],
  ['env', 'deployment.environment.name'],
  ['environment', 'deployment.environment.name'],
  ['region', 'cloud.region'],
]);

const dotted = /^(?:service|deployment|host|cloud|k8s|container)\./;

/** The resource attribute a label stands for; undefined for a label of the item's own. */
export const resourceAttributeOf = (label: string): string | undefined =>
  attributeOf.get(label) ?? (label.includes('.') && dotted.test(label) ? label : undefined);

/** Earlier entries of the table give way to later ones: a `service` says more than a `job`. Dotted names are attributes already. */
export const resourceFromLabels = (labels: Iterable<readonly [string, string]>): Attributes => {
  const given = new Map(labels);
  const found: Record<string, AttributeValue> = {};
  for (const [name, value] of given) if (value !== '' && dotted.test(name)) found[name] = value;
  for (const [label, attribute] of attributeOf) {
    const value = given.get(label);
    if (value !== undefined && value !== '' && !given.has(attribute)) found[attribute] = value;
  }
  const [namespace, name] = /^([^/]+)\/([^/]+)$/.exec(given.get('job') ?? '')?.slice(1) ?? [];
  if (namespace !== undefined && name !== undefined && found['service.name'] === given.get('job')) {
    found['service.namespace'] = namespace;
    found['service.name'] = name;
  }
  return found;
};
