/** Lines of a text. */

/** The lines that are not blank, without blanks behind them. Each byte is looked at once: a body may be twenty million line ends. */
export function* textLines(body: Uint8Array): Generator<string, void> {
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  let start = 0;
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at] as number;
    if (byte === 0x0a) start = at + 1;
    if (byte <= 0x20) continue;
    const newline = bytes.indexOf(0x0a, at);
    const end = newline === -1 ? bytes.length : newline;
    const line = bytes.toString('utf8', start, end).trimEnd();
    start = end + 1;
    at = end;
    if (line !== '') yield line;
  }
}
