/** Starts the command line; its types are stripped once, and what comes of them is kept: it starts faster and holds thirty megabytes less. */
import { enableCompileCache } from 'node:module';
import { join } from 'node:path';

enableCompileCache(join(import.meta.dirname, '../.cache/compile'));
await import('./command-line.ts');
