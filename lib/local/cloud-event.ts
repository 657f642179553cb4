/** What the local cloud tells while it runs. */
import type { Denial } from './iam/denials.ts';
import type { EmailRecord } from './services/ses.ts';
import type { TextRecord } from './services/sns.ts';
import type { ReceivedMessage } from './stand-ins/webhook.ts';

export type CloudEvent =
  | {
      readonly type: 'invocation';
      readonly at: number;
      readonly function: string;
      readonly requestId: string;
      readonly ok: boolean;
      readonly errorType?: string;
      readonly errorMessage?: string;
      readonly coldStart: boolean;
      /** What the function wrote, line by line. */
      readonly logs: readonly string[];
    }
  /** An event source mapping handed messages or records to a function, which has answered. */
  | {
      readonly type: 'delivery';
      readonly at: number;
      readonly endedAt: number;
      readonly function: string;
      /** Sequence numbers of a stream's records, ids of a queue's messages. */
      readonly ids: readonly string[];
    }
  | { readonly type: 'request'; readonly at: number; readonly method: string; readonly path: string; readonly status: number }
  /** An execution started or ended. */
  | {
      readonly type: 'execution';
      readonly at: number;
      readonly machine: string;
      readonly name: string;
      readonly status: string;
      readonly output: unknown;
      readonly error: string | undefined;
      readonly cause: string | undefined;
    }
  /** SES took an e-mail, SNS a text message; they may hold signed links. */
  | { readonly type: 'email'; readonly at: number; readonly email: EmailRecord }
  | { readonly type: 'text'; readonly at: number; readonly text: TextRecord }
  | { readonly type: 'message'; readonly at: number; readonly message: ReceivedMessage }
  | { readonly type: 'call'; readonly at: number; readonly method: string; readonly url: string; readonly status: number }
  /** A permission was missing. */
  | { readonly type: 'denial'; readonly at: number; readonly denial: Denial }
  /** Something of the cloud's own failed outside any request. */
  | { readonly type: 'failure'; readonly at: number; readonly error: string };
