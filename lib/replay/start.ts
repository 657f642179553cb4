/** Serves the pipeline on this machine until Ctrl-C, and shows what happens as it happens. */
import { randomBytes } from 'node:crypto';
import { startLocalCloud } from '#lib/local/cloud.ts';
import type { SigningKey } from '#lib/local/front/signature.ts';
import { deployedPolicy } from './deployed-policy.ts';
import { startLiveView } from './live-view.ts';
import { paintFor } from './paint.ts';
import { progressOn } from './progress.ts';
import { makeServerCertificate } from './server-certificate.ts';
import { keepSecrets } from './stand-in-secrets.ts';
import { synthesise } from './synthesise.ts';
import { UsageError } from './usage-error.ts';

export interface StartOptions {
  readonly port: string;
  readonly environment: string;
  readonly synth: boolean;
  /** Judge callers as the deployed API does. */
  readonly auth: boolean;
}

const portOf = (text: string): number => {
  const port = Number(text);
  if (!/^\d{1,5}$/.test(text) || port > 65_535) throw new UsageError(`--port ${text}: not a port`);
  return port;
};

/** Another program's port is the user's to free, anything else is ours to explain. */
const explained = (error: unknown, port: number): unknown =>
  error instanceof Error && 'code' in error && error.code === 'EADDRINUSE'
    ? new UsageError(`Port ${port} is taken: stop what listens there (lsof -i :${port}) or choose another with --port.`)
    : error;

const interrupted = (): Promise<void> =>
  new Promise((resolve) => {
    process.once('SIGINT', () => resolve());
    process.once('SIGTERM', () => resolve());
  });

/** What is different when callers are judged as deployed. */
const askedFor = (
  url: string,
  { accessKeyId, secretAccessKey }: SigningKey,
): string => `Agents are asked for their token, as deployed: make one with npm run warden -- agents add NAME.
Routes that ask for an AWS signature take this key's, made for this run:
  curl --aws-sigv4 aws:amz:us-east-1:execute-api --user ${accessKeyId}:${secretAccessKey} ${url}/v1/incidents

`;

const newKey = (): SigningKey => ({
  accessKeyId: `LOCAL${randomBytes(8).toString('hex').toUpperCase()}`,
  secretAccessKey: randomBytes(30).toString('base64url'),
});

const greeting = (url: string): string => `Listening on ${url}: an OpenTelemetry SDK without any endpoint configured reaches port 4318.

  Send a first signal    curl -X POST ${url}/v1/logs -H 'content-type: application/json' -d '{"resourceLogs":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"demo"}}]},"scopeLogs":[{"logRecords":[{"severityNumber":21,"severityText":"FATAL","body":{"stringValue":"out of memory: process killed"}}]}]}]}'
  Look at the incidents  curl ${url}/v1/incidents
  Stop                   Ctrl-C

AWX and the webhook receiver are stand-ins on this machine; nothing leaves it.

`;

/** Resolves with the exit code after Ctrl-C. UsageError for what is the user's to mend. */
export const startCommand = async (options: StartOptions): Promise<number> => {
  const port = portOf(options.port);
  const progress = progressOn(process.stderr, false);
  const assembly = await synthesise(options.environment, options.synth, progress.step);
  progress.step('Starting the local cloud');
  const view = startLiveView(process.stdout, paintFor(process.stdout));
  const stopped = interrupted();
  const auth = options.auth ? ({ judging: 'as-deployed', signingKey: newKey() } as const) : undefined;
  const cloud = await startLocalCloud({
    assembly,
    mode: 'live',
    port,
    serverCertificate: makeServerCertificate,
    onEvent: view.onEvent,
    ...auth,
  }).catch((error: unknown) => {
    throw explained(error, port);
  });
  keepSecrets(cloud, deployedPolicy(cloud));
  progress.note('');
  process.stdout.write(greeting(cloud.url));
  for (const [name, url] of Object.entries(cloud.domains))
    process.stdout.write(`The domain ${name} is at ${url}, with a certificate signed by itself.\n\n`);
  if (auth !== undefined) process.stdout.write(askedFor(cloud.url, auth.signingKey));
  view.watch(() => ({ functions: cloud.functions(), table: () => cloud.table(`streamwarden-${options.environment}-response`).items() }));
  await stopped;
  view.stop();
  progress.note('\nStopping.');
  await cloud.close();
  return 0;
};
