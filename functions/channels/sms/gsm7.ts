/** The GSM 7-bit alphabet: one text message holds 160 of its characters, of any other alphabet 70 (3GPP TS 23.038 [D]). */

const basic = new Set(
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà',
);
/** These take two places. */
const extended = new Set('^{}\\[~]|€\f');

/** Common characters that have a plain cousin. */
const cousins: Readonly<Record<string, string>> = {
  '…': '...',
  '–': '-',
  '—': '-',
  '‘': "'",
  '’': "'",
  '“': '"',
  '”': '"',
  '→': '->',
  '`': "'",
};

/** The character in the alphabet: itself, its cousin, itself without accents, or `?`. */
const inAlphabet = (character: string): string => {
  if (basic.has(character) || extended.has(character)) return character;
  const cousin = cousins[character];
  if (cousin !== undefined) return cousin;
  const bare = [...character.normalize('NFKD')].filter((each) => basic.has(each)).join('');
  return bare === '' ? '?' : bare;
};

/** How many of the 160 places a text of this alphabet takes. */
export const septets = (text: string): number => [...text].reduce((sum, character) => sum + (extended.has(character) ? 2 : 1), 0);

/** The text in the alphabet, cut to `most` places, with `...` where it was cut. */
export const gsm7 = (text: string, most = 160): string => {
  const characters = [...text].flatMap((character) => [...inAlphabet(character)]);
  if (septets(characters.join('')) <= most) return characters.join('');
  let places = most - 3;
  const kept: string[] = [];
  for (const character of characters) {
    places -= septets(character);
    if (places < 0) break;
    kept.push(character);
  }
  return `${kept.join('')}...`;
};
