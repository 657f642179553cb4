/** Sentry envelopes: damage to their lines and lengths, and a slow reader of them written apart. */
import { mutateBytes } from './mutate-bytes.ts';
import { mutateJson } from './mutate-json.ts';
import { eitherOf, type Mutate, oneOf } from './random.ts';

interface SlowItem {
  readonly header: Readonly<Record<string, unknown>>;
  readonly payload: Buffer;
  readonly cutOff: boolean;
}

export interface SlowEnvelope {
  readonly header: Buffer;
  readonly items: readonly SlowItem[];
  /** Whether something was left unread. */
  readonly broken: boolean;
}

const mostHeaderBytes = 65_536;

const objectOf = (line: Buffer): Record<string, unknown> | undefined => {
  if (line.length > mostHeaderBytes) return undefined;
  try {
    const value: unknown = JSON.parse(line.toString('utf8'));
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
};

/** By the rules of the format: the header's line, then per item a line and either as many bytes as it says or another line. Throws where there is no header. */
export const slowEnvelope = (body: Buffer): SlowEnvelope => {
  let rest = body;
  const line = (): Buffer => {
    const end = rest.indexOf('\n');
    const taken = end === -1 ? rest : rest.subarray(0, end);
    rest = end === -1 ? rest.subarray(rest.length) : rest.subarray(end + 1);
    return taken;
  };
  const skipBlanks = (): void => {
    for (;;) {
      if (rest[0] === 10) rest = rest.subarray(1);
      else if (rest[0] === 13 && rest[1] === 10) rest = rest.subarray(2);
      else return;
    }
  };
  const header = line();
  if (objectOf(header) === undefined) throw new Error('no header');
  const items: SlowItem[] = [];
  for (;;) {
    skipBlanks();
    if (rest.length === 0) return { header, items, broken: false };
    const said = objectOf(line());
    if (said === undefined) return { header, items, broken: true };
    const { length } = said;
    if (length === undefined || length === null) {
      items.push({ header: said, payload: line(), cutOff: false });
      continue;
    }
    if (typeof length !== 'number' || !Number.isSafeInteger(length) || length < 0) return { header, items, broken: true };
    const payload = rest.subarray(0, length);
    const cutOff = length > rest.length;
    rest = rest.subarray(payload.length);
    if (rest.length > 0 && rest[0] !== 10 && !(rest[0] === 13 && rest[1] === 10)) return { header, items, broken: true };
    rest = rest.subarray(rest[0] === 13 ? 2 : 1);
    items.push({ header: said, payload, cutOff });
  }
};

/** An envelope in the one form that leaves no room for reading it otherwise: lengths everywhere, single line ends. */
export const plainEnvelope = ({ header, items }: Pick<SlowEnvelope, 'header' | 'items'>): Buffer =>
  Buffer.concat([
    header,
    ...items.flatMap(({ header: said, payload, cutOff }) => [
      Buffer.from(`\n${JSON.stringify({ ...said, length: cutOff ? payload.length + 1 : payload.length })}\n`),
      payload,
    ]),
  ]);

interface Part {
  header: string;
  payload: Buffer;
}

const partsOf = (envelope: SlowEnvelope): Part[] =>
  envelope.items.map(({ header, payload }) => ({ header: JSON.stringify(header), payload }));

const lengths: readonly unknown[] = [0, 1, -1, 1.5, 65_537, 2 ** 53, 1e300, '3', null, true];

const mutateItems: Mutate = (input, below, other) => {
  const envelope = slowEnvelope(input);
  const parts = partsOf(envelope);
  const theirs = partsOf(slowEnvelope(other));
  for (let left = 1 + below(3); left > 0 && parts.length > 0; left -= 1) {
    const at = below(parts.length);
    const part = parts[at] as Part;
    const said = objectOf(Buffer.from(part.header)) ?? {};
    const way = below(10);
    if (way === 0) part.header = JSON.stringify({ ...said, length: part.payload.length + below(5) - 2 });
    else if (way === 1) part.header = JSON.stringify({ ...said, length: oneOf(lengths, below) });
    else if (way === 2) part.header = JSON.stringify({ ...said, length: undefined });
    else if (way === 3) part.header = mutateJson(Buffer.from(part.header), below, Buffer.from(part.header)).toString();
    else if (way === 4) parts.splice(at, 1);
    else if (way === 5) parts.splice(below(parts.length + 1), 0, { ...part });
    else if (way === 6 && theirs.length > 0) parts.splice(at, below(2), { ...oneOf(theirs, below) });
    else {
      part.payload = (way === 7 ? mutateBytes : mutateJson)(part.payload, below, oneOf(theirs, below)?.payload ?? part.payload);
      if (below(4) > 0) part.header = JSON.stringify({ ...said, length: part.payload.length });
    }
  }
  const end = (): string => oneOf(['\n', '\n', '\n', '\r\n', '\n\n', '\n\r\n'], below);
  const lines = parts.flatMap(({ header, payload }) => [
    Buffer.from(`${end()}${header}${oneOf(['\n', '\n', '\n', '\r\n'], below)}`),
    payload,
  ]);
  return Buffer.concat([envelope.header, ...lines, Buffer.from(below(2) === 0 ? end() : '')]);
};

export const mutateEnvelope: Mutate = eitherOf(mutateItems, mutateItems, mutateItems, mutateBytes);
