/** `npm run conformance:moto`: the conformance suites of the local cloud, asked of moto's server; prints where the two differ and who is right. */
import { parseArgs } from 'node:util';
import { SQSClient } from '@aws-sdk/client-sqs';
import { type Comparison, compare } from './moto/compare.ts';
import { deployToMoto } from './moto/deploy.ts';
import { CannotBeHad, type MotoServer, motoVersion, startMoto } from './moto/server.ts';
import { comparisonText, isAsListed } from './moto/text.ts';
import { NotAsked, type Target } from './services/contract.ts';
import { suites } from './services/registry.ts';

const help = `Usage: npm run conformance:moto -- [--service NAME]

Runs the conformance suites of test/conformance/services against moto ${motoVersion} (installed from PyPI into .venv on first use, about a
minute) and prints every answer that differs from the local cloud's, with who is right. Takes about half a minute. \`npm test\` holds the
local cloud to the same cases.

Exit codes: 0 exactly the differences listed in moto-differences.ts; 1 another one, or one less; 2 wrong usage; 3 Python or moto cannot be had.`;

/** The longest that a case may wait for moto, whose time is real. */
const longestWaitMs = 3_000;
const tell = (line: string): void => void process.stderr.write(`${line}\n`);

const targetOf = (endpoint: string): Target => {
  const options = { endpoint, region: 'us-east-1', credentials: { accessKeyId: 'test', secretAccessKey: 'test' }, maxAttempts: 2 };
  // moto speaks HTTP/1.1 only, the Kinesis client HTTP/2 unless told.
  const { requestHandler } = new SQSClient(options).config;
  return {
    options: { ...options, requestHandler } as Target['options'],
    pass: async (milliseconds) => {
      if (milliseconds > longestWaitMs) throw new NotAsked(`needs ${milliseconds / 1_000} s to pass`);
      await new Promise((resolve) => setTimeout(resolve, milliseconds));
    },
    close: async () => {},
  };
};

const ask = async (moto: MotoServer, only: string | undefined): Promise<readonly Comparison[]> => {
  const target = targetOf(moto.endpoint);
  const comparisons: Comparison[] = [];
  for (const suite of suites.filter(({ service }) => only === undefined || service === only)) {
    tell(`${suite.service}: ${suite.cases.length} cases`);
    await deployToMoto(suite.resources, target.options);
    comparisons.push(await compare(suite, target));
  }
  return comparisons;
};

const main = async (): Promise<number> => {
  const { values } = parseArgs({ options: { help: { type: 'boolean' }, service: { type: 'string' } } });
  if (values.help) {
    process.stdout.write(`${help}\n`);
    return 0;
  }
  const names = suites.map(({ service }) => service);
  if (values.service !== undefined && !names.includes(values.service)) {
    tell(`--service is one of: ${names.join(', ')}`);
    return 2;
  }
  const moto = await startMoto(tell);
  try {
    const comparisons = await ask(moto, values.service);
    process.stdout.write(comparisonText(comparisons, motoVersion));
    return comparisons.every(isAsListed) ? 0 : 1;
  } finally {
    await moto.close();
  }
};

try {
  process.exitCode = await main();
} catch (error) {
  if (error instanceof CannotBeHad) {
    tell(`Not compared with moto: ${error.message}`);
    process.exitCode = 3;
  } else if (error instanceof TypeError && 'code' in error) {
    tell(error.message);
    process.exitCode = 2;
  } else throw error;
}
