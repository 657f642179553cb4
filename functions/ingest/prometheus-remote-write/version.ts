/** Which message a request holds, by its content type (https://prometheus.io/docs/specs/prw/remote_write_spec_2_0/#protocol). */
import { InputError } from '#kernel/errors.ts';

/** 1: `prometheus.WriteRequest`; 2: `io.prometheus.write.v2.Request`. */
export type Version = 1 | 2;

const versions: ReadonlyMap<string, Version> = new Map([
  ['', 1],
  ['prometheus.WriteRequest', 1],
  ['io.prometheus.write.v2.Request', 2],
]);

/** Undefined for anything that is neither. No content type at all is 1.0, as Prometheus itself takes it. */
export const versionOf = (contentType: string | undefined): Version | undefined => {
  const [media = '', ...parameters] = (contentType ?? '').split(';').map((part) => part.trim());
  if (media !== '' && media.toLowerCase() !== 'application/x-protobuf') return undefined;
  const proto = parameters.find((parameter) => /^proto=/i.test(parameter)) ?? 'proto=';
  return versions.get(proto.slice('proto='.length).replace(/^"(.*)"$/, '$1'));
};

/** The version, or InputError `unsupported_media_type`: 415 has a 2.0 sender's operator choose another message. */
export const requireVersion = (contentType: string | undefined): Version => {
  const version = versionOf(contentType);
  if (version !== undefined) return version;
  throw new InputError(
    'Remote write is application/x-protobuf, with proto=prometheus.WriteRequest (or none) or proto=io.prometheus.write.v2.Request.',
    { reason: 'unsupported_media_type' },
  );
};
