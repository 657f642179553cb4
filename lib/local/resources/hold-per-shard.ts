/** What costs by the hour for each shard that takes records, however many there are at a time; that a closed shard costs nothing is not said [U]. */
import type { CloudParts } from '../cloud-parts.ts';
import type { UnitName } from '../meter/prices.ts';
import type { StreamShard } from '../services/stream-shards.ts';

export const holdPerShard = ({ kinesis, meter }: Pick<CloudParts, 'kinesis' | 'meter'>, stream: string, unit: UnitName): void => {
  let held = 0;
  const hold = (shards: readonly StreamShard[]): void => {
    const open = shards.filter(({ isOpen }) => isOpen).length;
    if (open !== held) meter.hold(unit, open - held);
    held = open;
  };
  hold(kinesis.shards(stream));
  kinesis.onReshape(stream, hold);
};
