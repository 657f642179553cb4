/** What stages need of the outside world; `#adapters` keeps these promises on AWS. */
import type { Alert } from './alert.ts';
import type { AuditEntry } from './audit.ts';
import type { DeliveryRecord, HeldMessage } from './delivery.ts';
import type { Finding } from './finding.ts';
import type { EncodedFrame } from './frame.ts';
import type { Incident, TimelineEntry } from './incident.ts';
import type { Pace } from './pace.ts';
import type { Severity } from './severity.ts';
import type { MetricSignal } from './signal.ts';
import type { Silence } from './silence.ts';
import type { Verdict } from './verdict.ts';

/** Milliseconds since the epoch. */
export interface Clock {
  now(): number;
}

/** The telemetry stream. Resolves when every frame is stored; rejects with UpstreamError when some are not after retries of what failed alone. */
export interface FrameSink {
  put(frames: readonly EncodedFrame[]): Promise<void>;
}

/** The findings queue, one message group per fingerprint. Sending the same id twice within 5 minutes has the effect of once. */
export interface FindingSink {
  send(findings: readonly Finding[]): Promise<void>;
}

/** A kind of message. */
export interface LogTemplate {
  /** The stable cluster id: minted once, never changed, never another kind's. */
  readonly id: string;
  /** Tokens, separated by spaces; `<*>` for what varies. */
  readonly text: string;
}

/** Templates that lie together, and how often they were written. */
export interface TemplateLeaf {
  readonly version: number;
  readonly templates: readonly LogTemplate[];
}

/** The kinds of messages that are known, in `knowledge`, by leaf; forgotten some weeks after they last grew. Losing them has their verdicts asked for again. */
export interface TemplateStore {
  /** Those that are there. */
  leaves(keys: readonly string[]): Promise<ReadonlyMap<string, TemplateLeaf>>;
  /** Writes `leaf.version`; ConflictError unless the stored version is one less (absent for 1). */
  putLeaf(key: string, leaf: TemplateLeaf): Promise<void>;
}

/** A verdict that is kept. */
export interface KeptVerdict {
  readonly verdict: Verdict;
  /** To be asked for again before long: whoever should have answered could not. */
  readonly provisional: boolean;
}

/** Verdicts by question: a stable cluster id with what else the verdict rests on. The version of policy and models is part of the key: a changed one asks again. */
export interface VerdictStore {
  /** Those that are there. */
  get(questionIds: readonly string[], version: string): Promise<ReadonlyMap<string, KeptVerdict>>;
  put(questionId: string, version: string, kept: KeptVerdict): Promise<void>;
}

/** What a person says of a kind of message: it outranks rules and models, and is kept until somebody says otherwise. */
export interface Correction {
  readonly clusterId: string;
  readonly verdict: Verdict;
  readonly by: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/** People's corrections, in `response`. */
export type CorrectionStore = Pick<ResponseStore, 'corrections'>;

/** Packed detector state of one resource's series. */
export interface SeriesState {
  /** Opaque to the store; versioned by its first byte. */
  readonly data: Uint8Array;
  /** The last stream position folded in, so that redelivery changes nothing. */
  readonly sequenceNumber: string;
}

/** Detector state by resource, in `knowledge`: losing it costs a warm-up, no finding. */
export interface SeriesStateStore {
  load(resourceId: string): Promise<SeriesState | undefined>;
  /** Writes unless a state with a later sequence number is already there; says whether it wrote. */
  save(resourceId: string, state: SeriesState): Promise<boolean>;
}

/** The archive bucket. Putting the same key again replaces equal bytes with equal bytes. */
export interface Archive {
  put(key: string, body: Uint8Array): Promise<void>;
}

/** The quarantine bucket: what could not be processed, kept with its reason, replayable. */
export interface Quarantine {
  put(item: QuarantineItem): Promise<void>;
}

/** One object of the quarantine bucket. */
export interface QuarantineItem {
  /** Follows from what is quarantined: stage and stream position or finding id; the object's key. */
  readonly id: string;
  readonly stage: string;
  readonly reason: string;
  readonly message: string;
  /** Signals (or findings) inside, where known. */
  readonly count: number;
  readonly body: Uint8Array;
}

/** A metric sample on its way into the store. */
export interface VersionedSample {
  readonly sample: MetricSignal;
  /** At least 1. Of two samples of one series and time the higher version stays; the same again changes nothing. */
  readonly version: number;
}

/** Metric history, its writing side (`metric-history.ts` has the reading one). Rejected samples are returned, never thrown away. */
export interface MetricStore {
  write(
    samples: readonly VersionedSample[],
  ): Promise<{ readonly rejected: readonly { readonly sample: MetricSignal; readonly reason: string }[] }>;
}

/** A person's pending question: the workflow waits with this task token. */
export interface PendingAnswer {
  readonly id: string;
  readonly incidentId: string;
  readonly purpose: 'escalation' | 'approval';
  readonly taskToken: string;
  readonly createdAt: number;
  /** Milliseconds since the epoch, after which the workflow no longer waits. */
  readonly expiresAt: number;
  /** For an approval: how many different people must say yes; one when absent. */
  readonly needed?: number;
  /** Whose yes does not count. */
  readonly excluded?: readonly string[];
  /** Who said yes so far, by name: milliseconds since the epoch. */
  readonly votes?: Readonly<Record<string, number>>;
  /** For an approval: which runbook, in words. */
  readonly detail?: Readonly<Record<string, string>>;
  readonly answer?: { readonly outcome: string; readonly by: string; readonly at: number };
}

/** A person's word that nothing is to be done any more: about one incident, or at all. */
export interface Stop {
  /** An incident's id, or `all`. */
  readonly subject: string;
  readonly by: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly reason?: string;
}

/** What a run of a runbook was worth. */
export interface RemediationOutcome {
  /** The workflow's execution. */
  readonly execution: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** Of the alert it was run for, 0 to 1. */
  readonly confidence: number;
  readonly helped: boolean;
}

/** The durable side: table `response`. Every write is conditional; a lost race is ConflictError: reload and decide again. */
export interface ResponseStore {
  alert(fingerprint: string): Promise<Alert | undefined>;
  /** Writes `alert.version`; ConflictError unless the stored version is one less (absent for 1). */
  putAlert(alert: Alert): Promise<void>;
  incident(id: string): Promise<Incident | undefined>;
  /** As putAlert. Keeps the list of incidents by status current. */
  putIncident(incident: Incident): Promise<void>;
  /** Those of these alerts that are there, by fingerprint; as consistent as one read. */
  alerts(fingerprints: readonly string[]): Promise<ReadonlyMap<string, Alert>>;
  /**
   * Adds alerts to the list of an incident, at once with whatever others add; its version grows. ConflictError when it is
   * resolved or unknown.
   */
  joinIncident(id: string, fingerprints: readonly string[], now: number): Promise<void>;
  /** Newest first. */
  incidents(query: { readonly status?: Incident['status']; readonly limit: number }): Promise<readonly Incident[]>;
  /** The incident that holds a group, by `Incident.groupId`. */
  groupHolder(groupId: string): Promise<string | undefined>;
  /** The incident now open for a group; claims it for `candidateId` if there is none. Returns the id that holds the group. */
  claimGroup(groupId: string, candidateId: string): Promise<string>;
  /** Frees a group if this incident holds it. */
  releaseGroup(groupId: string, incidentId: string): Promise<void>;
  /** Idempotent by incident, kind and causeId: the first writing stays. */
  record(entry: TimelineEntry): Promise<void>;
  /** In order of time. */
  timeline(incidentId: string): Promise<readonly TimelineEntry[]>;
  putPending(pending: PendingAnswer): Promise<void>;
  pending(id: string): Promise<PendingAnswer | undefined>;
  /** Answers once: the first answer is kept and returned with `first: true` only for its giver. NotFoundError for an unknown id. */
  answer(id: string, answer: NonNullable<PendingAnswer['answer']>): Promise<{ readonly pending: PendingAnswer; readonly first: boolean }>;
  /** Counts a yes to a question that is not answered yet, once for each person; the question with its votes. NotFoundError for an unknown id. */
  vote(id: string, by: string, at: number): Promise<PendingAnswer>;
  stop(subject: string): Promise<Stop | undefined>;
  /** The first writing of a subject stays until it is dropped. */
  putStop(stop: Stop): Promise<void>;
  dropStop(subject: string): Promise<void>;
  /** Of a rule's runs, the newest first. */
  outcomes(rule: string, limit: number): Promise<readonly RemediationOutcome[]>;
  /** One for each execution; the last writing stays. */
  putOutcome(rule: string, outcome: RemediationOutcome): Promise<void>;
  /** Takes a lock until a time (ms epoch); false while another owner holds it. The same owner takes it again freely. */
  lock(name: string, owner: string, now: number, until: number): Promise<boolean>;
  /** Remembers a delivery under its idempotency key; false when it was already remembered. */
  claimDelivery(key: string, now: number): Promise<boolean>;
  /** Forgets a delivery that failed, so that a retry may send it. */
  releaseDelivery(key: string): Promise<void>;
  /** Writes what became of a message; the last writing of a subject, channel and key stays. */
  putDelivery(record: DeliveryRecord): Promise<void>;
  /** All of a subject, the one that changed last at the end. */
  deliveries(subject: string): Promise<readonly DeliveryRecord[]>;
  /** What a person or channel got lately. */
  pace(name: string): Promise<Pace | undefined>;
  /** As putAlert. */
  putPace(pace: Pace): Promise<void>;
  /** Keeps a message for a person's digest; the first writing of a person and key stays. */
  hold(message: HeldMessage): Promise<void>;
  /** What is held for a person, in order of time. */
  held(person: string): Promise<readonly HeldMessage[]>;
  /** Forgets what was told in a digest. */
  releaseHeld(person: string, keys: readonly string[]): Promise<void>;
  silence(id: string): Promise<Silence | undefined>;
  /** Those that hold, those to come, and those that ended in the last months. */
  silences(): Promise<readonly Silence[]>;
  /** As putAlert. */
  putSilence(silence: Silence): Promise<void>;
  /** Those of these clusters that people have corrected. */
  corrections(clusterIds: readonly string[]): Promise<ReadonlyMap<string, Correction>>;
  /** The last writing of a cluster stays. */
  putCorrection(correction: Correction): Promise<void>;
  /** Withdraws it; nothing happens where there is none. */
  dropCorrection(clusterId: string): Promise<void>;
  /** Adds to the record of who did what; nothing in it is ever changed. The first writing of an id at its time stays. */
  recordAudit(entry: AuditEntry): Promise<void>;
  /** The entries of a day (`2026-11-27`, UTC) in order of time and id, those that come after this one, up to the limit. */
  audit(query: {
    readonly day: string;
    readonly after?: Pick<AuditEntry, 'at' | 'id'>;
    readonly limit: number;
  }): Promise<readonly AuditEntry[]>;
}

/** Remarks on incidents, in `response`, apart from what is decided about them: whoever decides does not read them. */
export interface AnnotationStore {
  /** Idempotent by incident, kind and causeId: the first writing stays. */
  annotate(entry: TimelineEntry): Promise<void>;
  /** Of one incident, in no order. */
  annotations(incidentId: string): Promise<readonly TimelineEntry[]>;
}

/** Asks for a second opinion on an alert of an incident, some time later; asking again changes nothing. */
export type AskForOpinion = (incidentId: string, fingerprint: string) => Promise<void>;

/** One service in an incident, as far as others are told apart from it or tied to it. */
export interface AffectedService {
  readonly service: string;
  readonly title: string;
  readonly severity: Severity;
  readonly alertname: string;
  /** Words of the title and the sample. */
  readonly words: readonly string[];
  /** Milliseconds since the epoch: when it joined. */
  readonly at: number;
}

/** An incident as correlation remembers it. */
export interface IncidentSketch {
  readonly incidentId: string;
  readonly openedAt: number;
  /** By service name; bounded. */
  readonly services: Readonly<Record<string, AffectedService>>;
}

/** What lately opened or grew in one environment. */
export interface RecentIncidents {
  /** Grows with every incident that opens. */
  readonly version: number;
  readonly incidents: readonly IncidentSketch[];
}

/** What correlation remembers, in `response`: one item an environment, bounded by its readers' pruning. */
export interface CorrelationStore {
  recent(environment: string): Promise<RecentIncidents>;
  /**
   * Adds incidents and forgets others. ConflictError when one was opened since `version`: look again, the new alert may belong
   * to it.
   */
  addRecent(environment: string, version: number, opened: readonly IncidentSketch[], forgotten: readonly IncidentSketch[]): Promise<void>;
  /** Adds services to an incident, or says that one is worse; never loses what others add at the same time. */
  growRecent(environment: string, incidentId: string, services: readonly AffectedService[]): Promise<void>;
}

/** A span of time in which an agent's use is counted; milliseconds since the epoch. */
export interface QuotaWindow {
  readonly name: 'minute' | 'day';
  readonly start: number;
  readonly end: number;
}

/** What agents have been given of their quotas, in `knowledge`: losing it lets an agent begin its window anew. */
export interface QuotaStore {
  /** Adds to what an agent was given of each quota in a window, at once with whatever others add; the sums after it. Rejects when it cannot be told. */
  lease(agent: string, window: QuotaWindow, amounts: Readonly<Record<string, number>>): Promise<Readonly<Record<string, number>>>;
}

/** What a day's answers of providers took, or may take. */
export interface Spending {
  /** Input and output together; whole. */
  readonly tokens: number;
  /** Millionths of a dollar; whole. */
  readonly microdollars: number;
}

/** What providers were paid in a day (`2026-11-27`, UTC), in `knowledge`: losing it lets the day's budget begin anew. */
export interface BudgetStore {
  /** Adds to the day's sums, at once with whatever others add; less than nothing gives back. The sums after it. Rejects when it cannot be told. */
  spend(day: string, amounts: Spending): Promise<Spending>;
}

/** `new`: nobody has stored it, and whoever asked may. `in-flight`: another is storing it at this moment. `taken`: it is stored. */
export type Claim = 'new' | 'in-flight' | 'taken';

/** What was stored lately, by key, in `knowledge`: losing it stores what is sent again once more. Methods reject when the table cannot be reached. */
export interface ClaimStore {
  /** Claims a key for an owner until a time (ms epoch), after which it is free again. The same owner claims it again freely. */
  claim(key: string, owner: string, now: number, until: number): Promise<Claim>;
  /** It is stored, and known until then. Nothing happens to a key that is another owner's by now. */
  confirm(key: string, owner: string, until: number): Promise<void>;
  /** It was not stored: the key is free. Nothing happens to a key that is another owner's by now. */
  release(key: string, owner: string): Promise<void>;
}

/** Which services call which, learned from spans; in `knowledge`. */
export interface DependencyStore {
  /** Those seen in the last days: pairs of caller and called. */
  dependencies(environment: string): Promise<readonly (readonly [string, string])[]>;
  /** Remembers a call; forgotten some days after the last. */
  rememberDependency(environment: string, caller: string, called: string, now: number): Promise<void>;
}

/** Starts workflows. Starting the same name again is not an error: `started: false`. */
export interface Workflows {
  start(workflow: 'escalation' | 'remediation', name: string, input: unknown): Promise<{ readonly started: boolean }>;
  /** Completes a waiting task; false when the workflow no longer waits for this token. */
  complete(taskToken: string, output: unknown): Promise<boolean>;
}

/** Secrets by name (ARN); cached by the adapter. Values never appear in errors or logs. */
export interface Secrets {
  get(id: string): Promise<string>;
}

/** Structured log lines. Never pass secrets or bodies. */
export interface Log {
  info(message: string, detail?: Readonly<Record<string, unknown>>): void;
  warn(message: string, detail?: Readonly<Record<string, unknown>>): void;
  error(message: string, detail?: Readonly<Record<string, unknown>>): void;
}
