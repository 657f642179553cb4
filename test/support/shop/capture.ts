/** Prints the story's recording, or with a path writes it there: `npm run capture:story`. */
import { writeFileSync } from 'node:fs';
import { recordOutage } from './record-outage.ts';

const startAt = Date.parse('2026-11-02T09:00:00Z');
const seed = 20261102;

const requests = await recordOutage(startAt, seed);
const text = requests.map((request) => `${JSON.stringify(request)}\n`).join('');
const [, , file] = process.argv;
if (file === undefined) process.stdout.write(text);
else {
  writeFileSync(file, text);
  console.error(`${requests.length} requests, ${(text.length / 1e6).toFixed(2)} MB`);
}
