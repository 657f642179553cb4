/** The page's style sheet and its script: bundled when a page is made, so that nothing made is kept in the repository. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import type { PageParts } from './page.ts';

const here = import.meta.dirname;

/** Of the charting library only what the page draws with; takes about a third of a second. */
export const pageParts = async (): Promise<PageParts> => {
  const { outputFiles } = await build({
    entryPoints: [join(here, 'browser/page.ts')],
    write: false,
    bundle: true,
    minify: true,
    format: 'iife',
    platform: 'browser',
    target: 'es2022',
    charset: 'utf8',
    legalComments: 'none',
    logLevel: 'silent',
    define: { 'process.env.NODE_ENV': '"production"' },
  });
  return { css: readFileSync(join(here, 'page.css'), 'utf8'), script: outputFiles[0]?.text ?? '' };
};
