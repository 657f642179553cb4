/**
 * Floods classify with distinct messages of one service, with a model to pay for, and prints what became of it as JSON lines: what was classified
 * and spent, and what the process took. Fails when a line is lost, the budget is exceeded, or its end is said more than once.
 */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { parse } from 'yaml';
import { classificationSchema } from '#kernel/policy.ts';
import { flood } from '#test/support/flood.ts';

const usage = `usage: npm run -s eval:flood -- [--messages N] [--dollars D]

  --messages N  distinct messages, a tenth of them errors (default 1000000)
  --dollars D   what a day's budget for models is (default 0.5)`;

const policyUrl = new URL('../../policy/classification.yaml', import.meta.url);
const megabytes = (bytes: number): number => Math.round(bytes / 1_048_576);
const print = (line: object): void => console.log(JSON.stringify(line));

const main = async (): Promise<number> => {
  const { values } = parseArgs({
    options: {
      messages: { type: 'string', default: '1000000' },
      dollars: { type: 'string', default: '0.5' },
      help: { type: 'boolean', default: false },
    },
  });
  const [messages, dollars] = [Number(values.messages), Number(values.dollars)];
  if (values.help || !Number.isInteger(messages) || messages < 1 || !(dollars >= 0)) {
    (values.help ? console.log : console.error)(usage);
    return values.help ? 0 : 2;
  }
  const before = process.cpuUsage();
  const policy = classificationSchema.parse(parse(readFileSync(policyUrl, 'utf8')));
  const { answered, ...outcome } = await flood({ messages, dollars, policy, progress: (taken) => console.error(`${taken} lines`) });
  const { user, system } = process.cpuUsage(before);
  print(outcome);
  print({ answered });
  print({
    peakRssMegabytes: Math.round(process.resourceUsage().maxRSS / 1_024),
    heapUsedMegabytes: megabytes(process.memoryUsage().heapUsed),
    linesPerCpuSecond: Math.round((messages * 1e6) / (user + system)),
  });
  const wrong = [
    ...(outcome.classified === messages ? [] : [`${messages - outcome.classified} lines are lost`]),
    ...(outcome.dollarsSpent <= dollars ? [] : [`${outcome.dollarsSpent} dollars were spent of ${dollars}`]),
    ...(outcome.exhaustedSaid <= 1 ? [] : [`the end of the budget was said ${outcome.exhaustedSaid} times`]),
  ];
  for (const line of wrong) console.error(line);
  return wrong.length === 0 ? 0 : 1;
};

process.exitCode = await main();
