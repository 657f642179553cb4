/** The page in a real browser: it draws, fits, asks nothing of the network, and nothing in telemetry runs. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, launch, type Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writePage } from '#lib/replay/html/write-page.ts';
import { chromiumPath, isChromiumRequired } from '#test/support/chromium.ts';
import { attack, attacking, pageRun } from '#test/support/page-run.ts';

const executablePath = chromiumPath();

/** What the page did besides showing itself. */
interface Visit {
  readonly page: Page;
  readonly said: string[];
  readonly requested: string[];
}

it.skipIf(executablePath !== undefined || !isChromiumRequired)('finds a Chromium on the PATH', () => {
  throw new Error('There is no Chromium on the PATH, and the page is to be checked in one: apt-get install chromium.');
});

describe.skipIf(executablePath === undefined)(
  `the page in Chromium${executablePath === undefined ? ' (skipped: there is none on the PATH)' : ''}`,
  () => {
    const folder = mkdtempSync(join(tmpdir(), 'page-'));
    const [plain, attacked] = [join(folder, 'plain.html'), join(folder, 'attacked.html')];
    let browser: Browser;
    beforeAll(async () => {
      const runs = [
        [plain, pageRun()],
        [attacked, pageRun(attacking)],
      ] as const;
      for (const [file, { report, remains }] of runs) await writePage(file, report, remains);
      // Chromium's sandbox needs rights that containers do not give; the page is our own.
      browser = await launch({ executablePath: executablePath ?? '', args: ['--no-sandbox'] });
    });
    afterAll(async () => {
      await browser.close();
      rmSync(folder, { recursive: true });
    });

    const visit = async (file: string, width: number, scheme: 'light' | 'dark'): Promise<Visit> => {
      const page = await browser.newPage();
      const [said, requested]: [string[], string[]] = [[], []];
      page.on('console', (message) => said.push(message.text()));
      page.on('pageerror', (error) => said.push(String(error)));
      page.on('dialog', (dialog) => said.push(dialog.message()));
      page.on('request', (request) => requested.push(request.url()));
      await page.setViewport({ width, height: 900, isMobile: width < 500, hasTouch: width < 500 });
      await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
      await page.goto(pathToFileURL(file).href);
      await page.waitForFunction(
        `[...document.querySelectorAll('.chart')].every((chart) => chart.querySelector('svg path, svg text') !== null)`,
      );
      return { page, said, requested };
    };

    /** The mouse over the middle of every plot, so that every tip is shown once. */
    const hoverAll = async (page: Page): Promise<void> => {
      for (const chart of await page.$$('.chart')) await chart.hover();
    };

    it.for([
      ['light', 1280],
      ['dark', 1280],
      ['light', 390],
      ['dark', 390],
    ] as const)('draws every plot, %s at %i px, without a word of complaint and without a request', async ([scheme, width]) => {
      const { page, said, requested } = await visit(plain, width, scheme);
      await hoverAll(page);
      expect(said).toEqual([]);
      expect(requested.filter((url) => !url.startsWith('data:'))).toEqual([pathToFileURL(plain).href]);
      const drawn = await page.$$eval('.chart', (charts) => charts.map((chart) => chart.querySelectorAll('svg path').length));
      expect(drawn.length).toBeGreaterThan(5);
      expect(Math.min(...drawn)).toBeGreaterThan(0);
      await page.close();
    });

    it.for([1280, 768, 390, 320])('fits a screen of %i px', async (width) => {
      const { page } = await visit(plain, width, 'light');
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
      const wide = await page.$$eval(
        '.chart svg',
        (plots, most) => plots.filter((plot) => plot.getBoundingClientRect().right > most + 1).length,
        width,
      );
      expect(wide).toBe(0);
      await page.close();
    });

    it('draws anew when the screen turns', async () => {
      const { page } = await visit(plain, 390, 'light');
      await page.setViewport({ width: 844, height: 390 });
      await page.waitForFunction(`document.querySelector('.chart.timeline svg').getBoundingClientRect().width > 700`);
      await page.close();
    });

    it('is dark where the reader wants it dark, plots included, and changes with the wish', async () => {
      const { page } = await visit(plain, 1280, 'light');
      const background = (): Promise<unknown> => page.evaluate('getComputedStyle(document.documentElement).backgroundColor');
      const lines = `[...document.querySelectorAll('.chart.series svg path')].map((path) => path.getAttribute('stroke')).join()`;
      const lightLines = await page.evaluate(lines);
      expect(await background()).toBe('rgb(255, 255, 255)');
      await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: 'dark' }]);
      await page.waitForFunction(`${lines} !== ${JSON.stringify(lightLines)}`);
      expect(await background()).toBe('rgb(15, 20, 26)');
      await page.close();
    });

    it('is light on paper, whatever the screen is', async () => {
      const { page } = await visit(plain, 760, 'dark');
      await page.emulateMediaType('print');
      await page.waitForFunction(`document.querySelector('.chart.series svg path[stroke="#161b22"]') !== null`);
      expect(await page.evaluate('getComputedStyle(document.documentElement).backgroundColor')).toBe('rgb(255, 255, 255)');
      await page.close();
    });

    it('lets nothing in telemetry run, be fetched or become an element', async () => {
      const { page, said, requested } = await visit(attacked, 1280, 'light');
      await hoverAll(page);
      expect(await page.evaluate('window.pwned')).toBeUndefined();
      expect(await page.$$eval('img, iframe, object, embed', (elements) => elements.length)).toBe(0);
      expect(await page.$$eval('script', (elements) => elements.length)).toBe(2);
      expect(said).toEqual([]);
      expect(requested.filter((url) => !url.startsWith('data:'))).toEqual([pathToFileURL(attacked).href]);
      expect(await page.$eval('h1', (element) => element.textContent)).toBe(attack);
      await page.close();
    });

    it('would not run a script that got in all the same', async () => {
      const { page, said } = await visit(plain, 1280, 'light');
      await page.evaluate(`{
      document.body.insertAdjacentHTML('beforeend', '<img src=x onerror="window.pwned=1">');
      const script = document.createElement('script');
      script.textContent = 'window.pwned=1';
      document.body.append(script);
    }`);
      await new Promise((resolve) => setTimeout(resolve, 200));
      expect(await page.evaluate('window.pwned')).toBeUndefined();
      expect(said.join('\n')).toContain('Content Security Policy');
      await page.close();
    });

    it('can be read without sight: one first heading, no level left out, tables with heads', async () => {
      const { page } = await visit(plain, 1280, 'light');
      const levels = await page.$$eval('h1, h2, h3', (headings) => headings.map((heading) => Number(heading.tagName.slice(1))));
      expect(levels.filter((level) => level === 1)).toHaveLength(1);
      for (const [index, level] of levels.entries()) expect(level).toBeLessThanOrEqual((levels[index - 1] ?? 0) + 1);
      expect(await page.$$eval('table', (tables) => tables.filter((table) => table.querySelector('th[scope=col]') === null).length)).toBe(
        0,
      );
      await page.close();
    });
  },
);
