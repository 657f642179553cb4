/** A headless Chromium for tests of the page, where the machine has one. */
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const names = ['chromium', 'chromium-browser', 'google-chrome'];

/** The browser on the PATH; Debian's package is `chromium`. */
export const chromiumPath = (): string | undefined =>
  (process.env['PATH'] ?? '')
    .split(delimiter)
    .flatMap((folder) => names.map((name) => join(folder, name)))
    .find((path) => existsSync(path));

/** Whether a missing browser is a failure (`npm run check:html`) or a reason to skip. */
export const isChromiumRequired = process.env['CHROMIUM'] === 'required';
