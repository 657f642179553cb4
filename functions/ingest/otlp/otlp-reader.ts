/** The cursor over an OTLP request in protobuf. */
import { WireReader } from '#kernel/reading/wire-reader.ts';
import { AttributeReader } from './attribute-reader.ts';

export class OtlpReader extends WireReader {
  /** Attributes of items. */
  readonly attributes = new AttributeReader();
  /** Attributes of what items hold or are held by: events, links and exemplars; resources and scopes. */
  readonly innerAttributes = new AttributeReader();
}
