/** Archive objects hold frames byte for byte, and damage is named. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { archiveKey, packArchiveObject, unpackArchiveObject } from '#kernel/archive-object.ts';
import { InputError } from '#kernel/errors.ts';

describe('an archive object', () => {
  it('gives back the frames that were packed', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 200 })), (frames) => {
        expect(unpackArchiveObject(packArchiveObject(frames)).map((each) => [...each])).toEqual(frames.map((each) => [...each]));
      }),
    );
  });

  it('is lengths of four bytes, big end first, and frames', () => {
    expect([...packArchiveObject([Uint8Array.of(7, 8), Uint8Array.of()])]).toEqual([0, 0, 0, 2, 7, 8, 0, 0, 0, 0]);
  });

  it('cut anywhere but between frames is refused as malformed', () => {
    const whole = packArchiveObject([Uint8Array.of(1, 2, 3), Uint8Array.of(4)]);
    for (let length = 1; length < whole.length; length += 1) {
      if (length === 7) continue;
      expect(() => unpackArchiveObject(whole.subarray(0, length)), `${length} bytes`).toThrow(InputError);
    }
  });

  it('of any bytes is unpacked or refused, nothing else', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
        try {
          unpackArchiveObject(bytes);
        } catch (error) {
          expect(error).toBeInstanceOf(InputError);
        }
      }),
    );
  });

  it('lies under the hour its first frame was received in, by shard and sequence numbers', () => {
    const place = {
      receivedAt: Date.UTC(2026, 10, 21, 5, 59, 59, 999),
      shardId: 'shardId-000000000000',
      firstSequenceNumber: '495',
      lastSequenceNumber: '497',
    };
    expect(archiveKey(place)).toBe('telemetry/2026/11/21/05/shardId-000000000000/495-497.frames');
  });
});
