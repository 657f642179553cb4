/** Every kind of fault. Of two that would strike at once the first does. */
import type { Fault } from './fault.ts';
import { busyApi } from './kinds/busy-api.ts';
import { delayedBatch } from './kinds/delayed-batch.ts';
import { errorAfterEffect } from './kinds/error-after-effect.ts';
import { failedPoll } from './kinds/failed-poll.ts';
import { killAfterInvocation } from './kinds/kill-after-invocation.ts';
import { killAtCall } from './kinds/kill-at-call.ts';
import { killBeforeInvocation } from './kinds/kill-before-invocation.ts';
import { lateAnswer } from './kinds/late-answer.ts';
import { lateApi } from './kinds/late-api.ts';
import { lostAnswer } from './kinds/lost-answer.ts';
import { partOfMessages } from './kinds/part-of-messages.ts';
import { partOfRecords } from './kinds/part-of-records.ts';
import { repeatedBatch } from './kinds/repeated-batch.ts';
import { reshard } from './kinds/reshard.ts';
import { rewoundStream } from './kinds/rewound-stream.ts';
import { serverError } from './kinds/server-error.ts';
import { throttle } from './kinds/throttle.ts';
import { timeOutAtCall } from './kinds/time-out-at-call.ts';

export const faults = [
  killBeforeInvocation,
  killAfterInvocation,
  lateAnswer,
  killAtCall,
  timeOutAtCall,
  partOfRecords,
  partOfMessages,
  throttle,
  serverError,
  lostAnswer,
  errorAfterEffect,
  busyApi,
  lateApi,
  delayedBatch,
  repeatedBatch,
  rewoundStream,
  failedPoll,
  reshard,
] as const satisfies readonly Fault[];
