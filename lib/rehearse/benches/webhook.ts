/** The stand-in for receivers of runbooks in a rehearsal. */
import { standInSigningSecret } from '../../replay/stand-in-secrets.ts';
import type { Bench, Rehearsed } from './bench.ts';

/** A receiver answers at its own address, and for the runs it keeps below that. */
const isAt = (url: URL, address: string): boolean => {
  const { origin, pathname } = new URL(address);
  return url.origin === origin && (url.pathname === pathname || url.pathname.startsWith(`${pathname.replace(/\/+$/, '')}/jobs/`));
};

const receiverOf = ({ targets, run }: Rehearsed) => targets.webhook?.[run.template];

/** Without runs that it keeps, a receiver ends a run before it answers. */
const keepsRuns = (rehearsed: Rehearsed): boolean => receiverOf(rehearsed)?.jobs === true;

export const webhookBench: Bench = {
  id: 'webhook',
  system: 'runbookWebhook',
  isCall: (url, { webhook = {} }) => Object.values(webhook).some((one) => isAt(url, one.url)),
  nameOf: ({ method, url }) => `${method} ${new URL(url).pathname.replace(/\/jobs\/[^/]+$/, '/jobs/{key}')}`,
  keyOfStart: ({ method, headers }) => (method === 'POST' ? headers['idempotency-key'] : undefined),
  endNext: ({ runbookWebhook }, end) => runbookWebhook.endRuns(end),
  jobs: ({ runbookWebhook }) => runbookWebhook.runs().map(({ key, status }) => ({ key, status })),
  settings: (rehearsed) => ({
    runbookWebhook: {
      ...(receiverOf(rehearsed)?.secret === undefined ? {} : { secret: standInSigningSecret }),
      ...(keepsRuns(rehearsed) ? {} : { runSeconds: 0 }),
    },
  }),
  // A run that goes on and cannot be followed is for people to look after.
  ways: (rehearsed) => ({ run: ['failed', 'never'], undo: ['failed', 'never'], final: keepsRuns(rehearsed) ? [] : ['never'] }),
};
