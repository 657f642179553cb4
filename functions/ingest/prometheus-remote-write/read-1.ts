/** `prometheus.WriteRequest` (prompb/remote.proto): timeseries is field 1, metadata field 3. */
import { malformed, type Tally } from '#kernel/reading/tally.ts';
import { WireReader } from '#kernel/reading/wire-reader.ts';
import { LabelMessages } from './labels.ts';
import { type Metadata, metadataOf, noMetadata } from './metric-kind.ts';
import { SeriesReader } from './series.ts';

/** MetricMetadata into `families`. */
const readFamily = (r: WireReader, end: number, families: Map<string, Metadata>): void => {
  r.part();
  let type = 0;
  let family = '';
  let help = '';
  let unit = '';
  while (r.position < end) {
    const tag = r.tag();
    if (tag === 0x08) type = r.varint();
    else if (tag === 0x12) family = r.text(end);
    else if (tag === 0x22) help = r.prose(end);
    else if (tag === 0x2a) unit = r.text(end);
    else r.skip(tag, end);
  }
  r.close(end);
  families.set(family, { type, help, unit });
};

/** Metadata, which may stand behind the series it tells of. InputError where the body holds nothing this message has. */
const readFamilies = (r: WireReader): Map<string, Metadata> => {
  const families = new Map<string, Metadata>();
  const total = r.bytes.length;
  let known = total === 0;
  let of2 = false;
  while (r.position < total) {
    const tag = r.tag();
    known ||= tag === 0x0a || tag === 0x1a;
    of2 ||= tag === 0x22 || tag === 0x2a;
    if (tag === 0x1a) readFamily(r, r.block(total), families);
    else r.skip(tag, total);
  }
  r.close(total);
  if (of2 && !known) throw malformed('This is a remote write 2.0 request: its content type must say proto=io.prometheus.write.v2.Request.');
  if (!known) throw malformed('The body is not a prometheus.WriteRequest.');
  return families;
};

/** The signals of a 1.0 request. */
export const readWriteRequest = (body: Uint8Array, tally: Tally): SeriesReader => {
  const r = new WireReader(body);
  const families = readFamilies(r);
  const told = new Map<string, Metadata>();
  const metadata = (name: string): Metadata => {
    if (families.size === 0) return noMetadata;
    let known = told.get(name);
    if (known === undefined) {
      known = metadataOf(families, name);
      told.set(name, known);
    }
    return known;
  };
  const series = new SeriesReader(r, { histogramTag: 0x22, exemplarTag: 0x1a, labels: () => new LabelMessages(), metadata }, tally);
  r.position = 0;
  while (r.position < body.length) {
    const tag = r.tag();
    if (tag === 0x0a) series.read(r.block(body.length));
    else r.skip(tag, body.length);
  }
  series.finish();
  return series;
};
