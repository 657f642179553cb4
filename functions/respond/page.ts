/** The small page behind a signed link: readable on a phone and in the dark, without scripts, safe with any text. */
import { createHash } from 'node:crypto';
import type { RespondResponse } from './request.ts';

export interface Page {
  readonly statusCode: number;
  readonly heading: string;
  /** Text as it came, telemetry included: escaped here and nowhere else. */
  readonly paragraphs: readonly string[];
  /** Label of the one button, which posts to the page's own address. */
  readonly button?: string;
}

const style = `:root{color-scheme:light dark}
body{font:1.125rem/1.5 system-ui,sans-serif;max-width:34rem;margin:10vh auto 2rem;padding:0 1.25rem;overflow-wrap:anywhere}
h1{font-size:1.5rem;line-height:1.25}
button{font:inherit;font-weight:600;width:100%;min-height:3.25rem;margin-top:1rem;border:0;border-radius:.5rem;background:#0b57d0;color:#fff}
button:focus-visible{outline:3px solid #f9ab00;outline-offset:3px}
footer{margin-top:3rem;font-size:.875rem;opacity:.75}`;

const policy = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'`,
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** Text that cannot become markup, in content and in quoted attributes. */
export const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (character) => entities[character] ?? '');

/** The page as an answer that no cache keeps and no site frames. */
export const renderPage = ({ statusCode, heading, paragraphs, button }: Page): RespondResponse => ({
  statusCode,
  headers: {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': policy,
    'referrer-policy': 'no-referrer',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    'x-robots-tag': 'noindex, nofollow',
  },
  body: `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(heading)} · Streamwarden</title>
<style>${style}</style>
</head>
<body>
<main>
<h1>${escapeHtml(heading)}</h1>
${paragraphs.map((text) => `<p>${escapeHtml(text)}</p>`).join('\n')}
${button === undefined ? '' : `<form method="post"><button type="submit">${escapeHtml(button)}</button></form>`}
</main>
<footer>Streamwarden</footer>
</body>
</html>
`,
});
