/** Kinesis takes some records of a PutRecords call and refuses the others, each with its own error. */
import type { CallFault, Random } from '../fault.ts';

interface PutRecordsOutput {
  readonly Records: readonly { readonly ErrorCode?: string }[];
}

/** What each place gets: at least one is refused. */
const refusals = (count: number, random: Random): readonly boolean[] => {
  const refused = Array.from({ length: count }, () => random() < 0.5);
  return refused.includes(true) ? refused : refused.map((_, place) => place === count - 1);
};

const refusal = (random: Random) =>
  random() < 0.7
    ? { ErrorCode: 'ProvisionedThroughputExceededException', ErrorMessage: 'Rate exceeded for the shard.' }
    : { ErrorCode: 'InternalFailure', ErrorMessage: 'Internal Service Failure' };

export const partOfRecords: CallFault = {
  id: 'part-of-records',
  title: 'PutRecords calls that took a part',
  strikes: 'call',
  rate: 0.12,
  fate: ({ service, operation }, random) => {
    if (service !== 'kinesis' || operation !== 'PutRecords') return undefined;
    return async (request, serve) => {
      const input = JSON.parse(String(request.body)) as { readonly Records: readonly unknown[] };
      const refused = refusals(input.Records.length, random);
      const kept = input.Records.filter((_, place) => refused[place] === false);
      const taken: PutRecordsOutput['Records'][number][] = [];
      if (kept.length > 0) {
        const response = await serve({ ...request, body: Buffer.from(JSON.stringify({ ...input, Records: kept })) });
        if (response.status !== 200) return response;
        taken.push(...(JSON.parse(String(response.body)) as PutRecordsOutput).Records);
      }
      const Records = refused.map((isRefused) => (isRefused ? refusal(random) : taken.shift()));
      const FailedRecordCount = Records.filter((record) => record?.ErrorCode !== undefined).length;
      return {
        status: 200,
        headers: { 'content-type': 'application/x-amz-json-1.1' },
        body: JSON.stringify({ FailedRecordCount, Records }),
      };
    };
  },
};
