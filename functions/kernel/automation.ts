/** SSM Automation, as the target that runs its documents sees it; `#adapters/ssm` keeps the promise. */

/** Which document, and which version of it; the default version where none is said. */
export interface DocumentName {
  readonly name: string;
  readonly version?: string;
}

/** A document as its author wrote it. */
interface DocumentText {
  /** `Automation`, `Command`, `Session` and others. */
  readonly type: string;
  readonly version: string;
  /** JSON. */
  readonly content: string;
}

/** Runs over many resources, so many at a time, until so many went wrong. */
interface RateControl {
  /** The document's parameter that each resource is put into. */
  readonly parameter: string;
  readonly targets: readonly { readonly key: string; readonly values: readonly string[] }[];
  /** A number or a percentage. */
  readonly maxConcurrency: string;
  readonly maxErrors: string;
}

export interface AutomationStart {
  readonly document: DocumentName;
  readonly parameters: Readonly<Record<string, readonly string[]>>;
  /** A UUID; the same for every attempt. */
  readonly clientToken: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly rateControl?: RateControl | undefined;
}

/** An execution as AWS has it. */
export interface AutomationRun {
  readonly id: string;
  readonly document: string;
  /** AWS's own word. */
  readonly status: string;
  /** AWS's own text about what went wrong. */
  readonly failure?: string | undefined;
  /** The step it stands at. */
  readonly step?: string | undefined;
  /** Milliseconds since the epoch. */
  readonly startedAt?: number | undefined;
  /** Where a person can look at it. */
  readonly url: string;
}

/** Sends each call once. Errors hold names of errors, never texts. */
export interface Automations {
  /** NotFoundError for one that is not there. */
  document(name: DocumentName): Promise<DocumentText>;
  /** The execution's id and place. UpstreamError: surely not started; UnknownOutcomeError: perhaps; InputError: can never be started. */
  start(call: AutomationStart): Promise<Pick<AutomationRun, 'id' | 'url'>>;
  /** NotFoundError for one that is not there. */
  run(id: string): Promise<AutomationRun>;
  /** Leaves one that has ended as it is. NotFoundError for one that is not there. */
  stop(id: string): Promise<void>;
  /** A page of the executions of documents whose name begins so, in no particular order; `next` where there is more. */
  runs(namePrefix: string, next?: string): Promise<{ readonly runs: readonly AutomationRun[]; readonly next?: string | undefined }>;
  tags(id: string): Promise<Readonly<Record<string, string>>>;
}
