/** What Telegraf on a build host sends of its disks while images pile up on one of them, until somebody has them cleaned up. */
import { randomSource } from '#test/bench/random.ts';

const minute = 60_000;
const hour = 60 * minute;

/** Of the disk that fills: percent at the start, percent an hour, and what is left of it once the images are gone. */
const filling = { from: 57, perHour: 1, cleanedTo: 45 };

/** Since the start, milliseconds. The last of the requests comes at `endsAt`. */
interface Times {
  readonly cleanedAt: number;
  readonly endsAt: number;
}

/** A line of recording.jsonl. */
interface Request {
  readonly at: number;
  readonly method: 'POST';
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Base64. */
  readonly body: string;
}

/** Percent used of the disk that fills, without noise. */
const levelAt = (at: number, cleanedAt: number): number =>
  at < cleanedAt ? filling.from + (filling.perHour * at) / hour : filling.cleanedTo + (filling.perHour * (at - cleanedAt)) / hour;

/** A request every ten minutes. The same seed gives the same bytes. */
export const recordDisk = (startAt: number, seed: number, { cleanedAt, endsAt }: Times): readonly Request[] => {
  const random = randomSource(seed);
  const noisy = (level: number, size: number): string => (level + size * (random() - 0.5)).toFixed(4);
  const tags = (path: string, device: string): string =>
    `disk,host=build-3,env=prod,service=build,path=${path},device=${device},fstype=ext4,mode=rw`;
  return Array.from({ length: Math.floor(endsAt / (10 * minute)) }, (_, index) => {
    const at = (index + 1) * 10 * minute;
    const time = `${startAt + at}000000`;
    const lines = [
      `${tags('/', 'nvme0n1p1')} used_percent=${noisy(38, 0.1)} ${time}`,
      `${tags('/var/lib/containerd', 'nvme1n1')} used_percent=${noisy(levelAt(at, cleanedAt), 0.3)} ${time}`,
    ];
    return {
      ...({ at, method: 'POST', path: '/api/v2/write?org=shop&bucket=telemetry' } as const),
      headers: { 'content-type': 'text/plain; charset=utf-8', 'user-agent': 'Telegraf/1.36.3 Go/1.25.3' },
      body: Buffer.from(lines.map((line) => `${line}\n`).join('')).toString('base64'),
    };
  });
};
