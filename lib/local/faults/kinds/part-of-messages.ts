/** SQS takes some messages of a SendMessageBatch call and fails the others. */
import type { CallFault } from '../fault.ts';

interface Entry {
  readonly Id: string;
}
interface BatchOutput {
  readonly Successful?: readonly unknown[];
  readonly Failed?: readonly unknown[];
}

export const partOfMessages: CallFault = {
  id: 'part-of-messages',
  title: 'SendMessageBatch calls that took a part',
  strikes: 'call',
  rate: 0.15,
  fate: ({ service, operation }, random) => {
    if (service !== 'sqs' || operation !== 'SendMessageBatch') return undefined;
    return async (request, serve) => {
      const input = JSON.parse(String(request.body)) as { readonly Entries: readonly Entry[] };
      const drawn = input.Entries.filter(() => random() < 0.5);
      const refused = drawn.length > 0 ? drawn : input.Entries.slice(-1);
      const Entries = input.Entries.filter((entry) => !refused.includes(entry));
      let output: BatchOutput = {};
      if (Entries.length > 0) {
        const response = await serve({ ...request, body: Buffer.from(JSON.stringify({ ...input, Entries })) });
        if (response.status !== 200) return response;
        output = JSON.parse(String(response.body)) as BatchOutput;
      }
      const failed = refused.map(({ Id }) => ({ Id, SenderFault: false, Code: 'InternalError', Message: 'Try again.' }));
      const body = JSON.stringify({ Successful: output.Successful ?? [], Failed: [...(output.Failed ?? []), ...failed] });
      return { status: 200, headers: { 'content-type': 'application/x-amz-json-1.0' }, body };
    };
  },
};
