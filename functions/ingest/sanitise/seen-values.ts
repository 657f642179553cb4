/** Remembers what became of the texts under one attribute key within a request: most come again, and finding one is cheaper than reading it. */

/** Power of two: a slot a shape of text; a newcomer takes the slot. */
const slots = 32;

const slotOf = (text: string): number => {
  const { length } = text;
  const last = text.charCodeAt(length - 1);
  return (length + Math.imul(last, 7) + Math.imul(text.charCodeAt(length - 2), 13) + text.charCodeAt(length >> 1)) & (slots - 1);
};

/** Texts and what became of them. */
export class SeenValues {
  private readonly texts: string[] = new Array(slots).fill('');
  private readonly results: string[] = new Array(slots).fill('');

  /** What `clean` makes of a text, asked again only where others came between. */
  get(text: string, clean: (text: string) => string): string {
    const slot = slotOf(text);
    if (this.texts[slot] === text) return this.results[slot] as string;
    const result = clean(text);
    this.texts[slot] = text;
    this.results[slot] = result;
    return result;
  }
}
