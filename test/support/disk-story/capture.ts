/** Writes the recording of the disk that fills up to a path: `npm run capture:disk`. */
import { writeFileSync } from 'node:fs';
import { diskRecording } from './disk-recording.ts';

const [, , file = '/dev/stdout'] = process.argv;
writeFileSync(file, diskRecording());
