/** `io.prometheus.write.v2.Request` (https://buf.build/prometheus/prometheus/docs/main:io.prometheus.write.v2): symbols is field 4, timeseries field 5. */
import { malformed, type Tally } from '#kernel/reading/tally.ts';
import { WireReader } from '#kernel/reading/wire-reader.ts';
import { LabelReferences, symbolAt } from './labels.ts';
import { type Metadata, noMetadata } from './metric-kind.ts';
import { SeriesReader } from './series.ts';

/** Every symbol, in order. InputError where the body holds nothing this message has. */
const readSymbols = (r: WireReader): string[] => {
  const symbols: string[] = [];
  const total = r.bytes.length;
  let known = total === 0;
  let of1 = false;
  while (r.position < total) {
    const tag = r.tag();
    known ||= tag === 0x22 || tag === 0x2a;
    of1 ||= tag === 0x0a || tag === 0x1a;
    if (tag === 0x22) {
      r.part();
      symbols.push(r.text(total));
    } else r.skip(tag, total);
  }
  r.close(total);
  if (of1 && !known) throw malformed('This is a remote write 1.0 request: its content type must not name the 2.0 message.');
  if (!known) throw malformed('The body is not an io.prometheus.write.v2.Request.');
  return symbols;
};

/** The signals of a 2.0 request. */
export const readRequest = (body: Uint8Array, tally: Tally): SeriesReader => {
  const r = new WireReader(body);
  const symbols = readSymbols(r);
  const readMetadata = (reader: WireReader, end: number): Metadata => {
    let type = 0;
    let help = 0;
    let unit = 0;
    while (reader.position < end) {
      const tag = reader.tag();
      if (tag === 0x08) type = reader.varint();
      else if (tag === 0x18) help = reader.varint();
      else if (tag === 0x20) unit = reader.varint();
      else reader.skip(tag, end);
    }
    reader.close(end);
    return { type, help: help === 0 ? '' : symbolAt(symbols, help), unit: unit === 0 ? '' : symbolAt(symbols, unit) };
  };
  const dialect = {
    histogramTag: 0x1a,
    exemplarTag: 0x22,
    labels: () => new LabelReferences(symbols),
    metadata: (_: string, own: Metadata | undefined) => own ?? noMetadata,
    readMetadata,
  };
  const series = new SeriesReader(r, dialect, tally);
  r.position = 0;
  while (r.position < body.length) {
    const tag = r.tag();
    if (tag === 0x2a) series.read(r.block(body.length));
    else r.skip(tag, body.length);
  }
  series.finish();
  return series;
};
