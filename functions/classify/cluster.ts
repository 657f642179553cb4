/** What kind of message a log is: service and masked text, and what else its verdict rests on. */
import { idFrom } from '#kernel/fingerprint.ts';
import type { Lru } from '#kernel/lru.ts';
import type { Attributes } from '#kernel/resource.ts';
import { attributeText } from '#kernel/resource.ts';
import { maskMessage } from './mask.ts';

/** Logs of one kind. */
export interface Cluster {
  /** Stable: follows from service and masked text. */
  readonly id: string;
  readonly masked: string;
}

/** Characters of a service's name that tell clusters apart; what is remembered must have an end. */
const longestService = 200;

/** The cluster of a message of this resource. Ids are remembered, as hashing costs more than masking. */
export const clusterOf = (memory: Lru<Cluster>, resource: Attributes, text: string): Cluster => {
  const service = attributeText(resource, 'service.name')?.slice(0, longestService) ?? '';
  const masked = maskMessage(text);
  const key = `${service}\0${masked}`;
  const known = memory.get(key);
  if (known !== undefined) return known;
  const cluster = { id: idFrom('log', service, masked), masked };
  memory.set(key, cluster);
  return cluster;
};

/** Names one question for ever: the cluster, its level, and the resource attributes that rules look at. One verdict answers it. */
export const questionId = (cluster: Cluster, severityNumber: number, resource: Attributes, attributes: readonly string[]): string => {
  const seen = attributes.map((name) => attributeText(resource, name) ?? '');
  return `${cluster.id}-${severityNumber}${seen.length === 0 ? '' : `-${idFrom(...seen).slice(0, 8)}`}`;
};
