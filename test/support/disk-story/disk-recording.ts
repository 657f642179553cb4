/** The recording of events/story/disk-fills-up, as it is generated. */
import { recordDisk } from './record-disk.ts';

const hour = 3_600_000;
const startAt = Date.parse('2026-11-03T20:00:00Z');

/** The text of `recording.jsonl`. The images are gone where story.yaml's runbook has ended. */
export const diskRecording = (): string =>
  recordDisk(startAt, 20261103, { cleanedAt: 14.6 * hour, endsAt: 17.5 * hour })
    .map((request) => `${JSON.stringify(request)}\n`)
    .join('');
