/** What a way through the deployed remediation workflow is written as. */
import type { AwxJobEnd } from '#lib/local/stand-ins/awx-jobs.ts';
import type { WrittenRule } from '../remediation-case.ts';
import type { Fault } from './fault.ts';
import type { WireRun } from './run.ts';
import type { WireStage } from './stage.ts';

/** What people do over the API, and with which status each of it was answered. */
export type Act = (run: WireRun, stage: WireStage) => Promise<readonly number[]>;

export interface Journey {
  readonly name: string;
  /** What its rule says besides. */
  readonly rule?: Partial<WrittenRule>;
  /** Whether its template can be tried dry. */
  readonly check?: boolean;
  /** How its jobs end that do not end well. */
  readonly ends?: { readonly [phase in 'check' | 'run' | 'undo']?: AwxJobEnd };
  /** Whether the rule's probe answers, by how often it was asked, from 1. */
  readonly probe?: (asked: number) => boolean;
  readonly faults?: readonly Fault[];
  /** Done once each, when the workflow is seen in the state. */
  readonly when?: Readonly<Record<string, Act>>;
  /** How people were answered, where not all of it was taken. */
  readonly answers?: readonly number[];
  /** The trouble goes on, whatever is done about it. */
  readonly lasts?: boolean;
  /** Its alert's name; `trouble` when absent. */
  readonly alertname?: string;
  /** Where the execution ends. */
  readonly endsIn: string;
  /** Every job on the target: what it was for and how it ended. */
  readonly jobs: readonly string[];
}
