/** The contract of an emulated AWS service: it answers the service's own wire, knows nothing of sockets, and takes its time from the scheduler. */

/** One signed call, already read from the wire. */
export interface ServiceRequest {
  readonly method: string;
  /** Path without query, as sent (still percent-encoded). */
  readonly path: string;
  readonly query: URLSearchParams;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** The part after the last dot of `x-amz-target` (`StartExecution`), or '' for REST services. */
  readonly operation: string;
  /** Who signed: the access key id of the credentials; each function and workflow has its own. */
  readonly accessKeyId: string;
}

export interface ServiceResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer | string;
}

export interface Service {
  /** The service's SigV4 signing name: `states`, `sqs`, `s3`, `timestream`, `secretsmanager`, `kinesis`, `dynamodb`, `ses`, `sns`, `bedrock`, `ssm`, `lambda`. */
  readonly signingName: string;
  handle(request: ServiceRequest): Promise<ServiceResponse>;
}

/** An error in AWS's own words; the service's wire decides its shape. */
export class AwsError extends Error {
  readonly code: string;
  readonly status: number;

  constructor(code: string, message: string, status = 400) {
    super(message);
    this.name = 'AwsError';
    this.code = code;
    this.status = status;
  }
}

/** Calls a function as Lambda does: its JSON result, or its error. */
export interface Invoker {
  invoke(functionArn: string, payload: unknown): Promise<InvokeResult>;
}

export type InvokeResult =
  | { readonly ok: true; readonly payload: unknown }
  /** `errorType` is the error's name (`InputError`, `Lambda.Unknown`, `Sandbox.Timedout`); `errorMessage` and stack as Lambda reports them. */
  | {
      readonly ok: false;
      readonly errorType: string;
      readonly errorMessage: string;
      readonly trace?: readonly string[];
      /** Milliseconds of virtual time that have yet to pass before the caller hears of it. */
      readonly tookMs?: number;
    };
