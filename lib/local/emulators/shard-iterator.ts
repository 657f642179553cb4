/** Reads the stream and the shard out of a shard iterator of kinesalite; AWS's own are as opaque to callers. */
import { createDecipheriv } from 'node:crypto';

// kinesalite's constants (db/index.js): its iterators are AES-256-CBC of `<time>/<stream>/<shard>/<sequence>/<padding>` behind 8 bytes.
const key = Buffer.from('1133a5a833666b49abf28c8ba302930f0b2fb240dccd43cf4dfbc0ca91f17751', 'hex');
const initialVector = Buffer.from('7bf139dbabbea2d9995d6fcae1dff7da', 'hex');
const headBytes = 8;

interface Place {
  readonly stream: string;
  readonly shardId: string;
}

/** undefined for what kinesalite did not make. */
export const placeOfIterator = (iterator: string): Place | undefined => {
  try {
    const decipher = createDecipheriv('aes-256-cbc', key, initialVector);
    const sealed = Buffer.from(iterator, 'base64').subarray(headBytes);
    const [, stream, shardId] = Buffer.concat([decipher.update(sealed), decipher.final()])
      .toString('utf8')
      .split('/');
    return stream === undefined || shardId === undefined ? undefined : { stream, shardId };
  } catch {
    return undefined;
  }
};
