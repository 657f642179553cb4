/** What a verdict is asked about: a kind of message, at a level, with the evidence beside it. One verdict answers a question for ever. */
import { idFrom } from '#kernel/fingerprint.ts';
import type { Attributes } from '#kernel/resource.ts';
import { attributeText } from '#kernel/resource.ts';

/** One question. */
export interface Asked {
  /** Names it for ever. */
  readonly id: string;
  readonly clusterId: string;
  /** The masked message. */
  readonly masked: string;
  /** A message of the kind. */
  readonly example: string;
  /** In words; empty where there is none. */
  readonly evidence: string;
  /** That of the band of levels it is asked for. */
  readonly severityNumber: number;
  readonly resource: Attributes;
  readonly service: string;
}

/** OpenTelemetry's ranges, as far as they are told apart: not known, up to notice, warnings, errors, fatal. */
const bands = [0, 1, 13, 17, 21];

/** Levels that are told apart: verdicts of two in the same band are the same. `minima` are those that rules ask for. */
export const levelBands = (minima: readonly number[]): ((severityNumber: number) => number) => {
  const starts = [...new Set([...bands, ...minima])].sort((a, b) => b - a);
  const table = Array.from({ length: 25 }, (_, number) => starts.find((start) => start <= number) ?? 0);
  return (severityNumber) => table[severityNumber] ?? 0;
};

/** Whose kinds a message belongs to: environment, namespace and service. What one service sends changes nothing for another. */
export const serviceKey = (resource: Attributes): string =>
  idFrom(...['deployment.environment.name', 'service.namespace', 'service.name'].map((name) => attributeText(resource, name) ?? ''));

/** `more` is what else the verdict rests on: which rules' phrases the message has, evidence, resource attributes that rules look at. */
export const questionId = (clusterId: string, band: number, more: readonly string[]): string =>
  `${clusterId}-${band}${more.every((text) => text === '') ? '' : `-${idFrom(...more).slice(0, 16)}`}`;
