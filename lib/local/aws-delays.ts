/**
 * How long AWS itself takes between the stages; a local cloud adds these to its time.
 *
 * [D1] Lambda Developer Guide, "Using Lambda to process records from Amazon Kinesis Data Streams", polling and batching streams.
 * [D2] Kinesis Developer Guide, "Reading Data from Amazon Kinesis Data Streams", message propagation delay.
 * [S]  bitesizedserverless.com, "Serverless Messaging: Latency Compared" (2022): 1,024 messages each through Kinesis, SQS, Step Functions.
 *
 * One number each, the typical one, so that a run can be repeated and explained. What is rare is not in it: [S] saw one
 * message in a hundred take 1.6 s through Kinesis, 0.6 s through a FIFO queue, 0.25 s to a workflow's first task.
 */

/** "Lambda polls each shard … at a base rate of once per second": shared consumers [D1]. */
export const sharedPollMs = 1_000;

/** From the poll to the function: [S] saw a median of 627 ms, of which half a second is the mean wait for the poll. */
export const sharedDeliveryMs = 125;

/** From the put to the function with enhanced fan-out: "typically an average of 70 ms" [D2]; [S] saw a median of 49 ms. */
export const fanOutPushMs = 70;

/** From SendMessage to a FIFO queue to the function, whose poller waits at the queue: the median of [S]; 16 ms for a standard queue. */
export const queueDeliveryMs = 28;

/** From StartExecution to the first task of a Standard workflow: the median of [S]. */
export const workflowStartMs = 99;
