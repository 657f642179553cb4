/** Looks for many secrets at once in much text, in every form in which they might be written. */

/** A secret, and where it was put. */
export interface Needle {
  readonly secret: string;
  readonly kind: string;
}

/** Shorter ones come about by chance in megabytes of digits: a one-time password has six. */
const shortest = 9;

/** The part of a secret that gives it away even if its ends were cut off. */
const middleOf = (secret: string): readonly string[] =>
  secret.length < 32 ? [] : [secret.slice((secret.length >> 1) - 8, (secret.length >> 1) + 8)];

/** Base64 of the text wherever it stands in what is encoded: all but the characters that its neighbours have a part in. */
const base64Of = (secret: string): readonly string[] =>
  [0, 1, 2].map((offset) => {
    const encoded = Buffer.concat([Buffer.alloc(offset), Buffer.from(secret)]).toString('base64');
    return encoded.replace(/=+$/, '').slice(offset === 0 ? 0 : offset + 1, -1);
  });

const formsOf = (secret: string): readonly string[] => [
  ...[secret, ...middleOf(secret), ...base64Of(secret)],
  ...[encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1), secret.toLowerCase()],
  ...[Buffer.from(secret).toString('hex'), JSON.stringify(JSON.stringify(secret)).slice(3, -3)],
];

export type Search = (text: Buffer) => readonly Needle[];

const first4 = (bytes: Buffer, at: number): number => bytes.readUInt32LE(at);
const slotOf = (word: number): number => Math.imul(word, 0x9e3779b1) >>> 12;

/** What of the needles is in a text; each once. */
export const searchFor = (needles: readonly Needle[]): Search => {
  const slots = new Uint8Array(1 << 20);
  const byBeginning = new Map<number, (readonly [form: Buffer, needle: Needle])[]>();
  for (const needle of needles) {
    if (needle.secret.length < shortest) continue;
    for (const form of new Set(formsOf(needle.secret))) {
      const bytes = Buffer.from(form);
      const word = first4(bytes, 0);
      slots[slotOf(word)] = 1;
      byBeginning.set(word, [...(byBeginning.get(word) ?? []), [bytes, needle]]);
    }
  }
  return (text) => {
    const found = new Set<Needle>();
    for (let at = 0; at + 4 <= text.length; at += 1) {
      const word = first4(text, at);
      if (slots[slotOf(word)] === 0) continue;
      for (const [form, needle] of byBeginning.get(word) ?? []) if (text.subarray(at, at + form.length).equals(form)) found.add(needle);
    }
    return [...found];
  };
};
