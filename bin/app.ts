/** The CDK app. `cdk` runs it; run by `node` itself, it writes the same `cdk.out`, without the CLI's start-up time. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { SynthesisError } from '../lib/constructs/synthesis-error.ts';
import { assemble } from '../lib/stacks/assemble.ts';

const root = join(import.meta.dirname, '..');
const { context } = JSON.parse(readFileSync(join(root, 'cdk.json'), 'utf8')) as { context: Record<string, unknown> };

try {
  // What the CLI hands over (`-c environment=prod`) wins over the file.
  const app = new App({ context, outdir: process.env['CDK_OUTDIR'] ?? join(root, 'cdk.out'), analyticsReporting: false });
  assemble(app, root);
  app.synth();
} catch (error) {
  if (!(error instanceof SynthesisError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
