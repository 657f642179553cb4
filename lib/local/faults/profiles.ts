/** Which kinds of fault strike together. */
import { faults } from './registry.ts';

/** Not of this cloud but of those who send to it: whoever plays a load looks for it in the profile. */
export const skewedClocksId = 'skewed-clocks';

/** By name: the kinds; `all` draws some of them anew for each seed. */
export const profiles: Readonly<Record<string, readonly string[]>> = {
  all: [...faults.map(({ id }) => id), skewedClocksId],
  kills: ['kill-before-invocation', 'kill-after-invocation', 'kill-at-call'],
  slow: ['late-answer', 'time-out-at-call', 'delayed-batch', 'late-api'],
  throttle: ['throttle', 'server-error', 'part-of-records', 'part-of-messages', 'busy-api'],
  lost: ['lost-answer', 'error-after-effect', 'kill-after-invocation', 'late-api'],
  delivery: ['delayed-batch', 'repeated-batch', 'rewound-stream', 'failed-poll'],
  skew: [skewedClocksId, 'delayed-batch', 'failed-poll', 'late-api'],
  reshard: ['reshard', 'kill-before-invocation', 'delayed-batch', 'rewound-stream', 'failed-poll'],
};
