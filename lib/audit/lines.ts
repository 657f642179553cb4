/** The lines of a stream of bytes, as they are: whatever else might end a line is content. */

const newline = 0x0a;
/** No line worth reading is longer; the rest of one that is belongs to no other. */
const longest = 1024 * 1024;

/** Without their newlines; the last one may have none. A line is cut at 1 MB. */
export async function* linesOf(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let begun: Uint8Array[] = [];
  let length = 0;
  const add = (part: Uint8Array): void => {
    if (length < longest && part.byteLength > 0) begun.push(part);
    length += part.byteLength;
  };
  for await (const chunk of chunks) {
    let from = 0;
    for (let end = chunk.indexOf(newline); end >= 0; end = chunk.indexOf(newline, from)) {
      add(chunk.subarray(from, end));
      yield Buffer.concat(begun);
      begun = [];
      length = 0;
      from = end + 1;
    }
    add(chunk.subarray(from));
  }
  if (length > 0) yield Buffer.concat(begun);
}
