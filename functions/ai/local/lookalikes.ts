/** Letters of other scripts that look like Latin ones: a message cannot hide a word from the model by spelling it with them. */

const lookalikes: ReadonlyMap<string, string> = new Map(
  'аa еe оo рp сc хx уy іi јj ѕs ԁd һh ԛq ѡw АA ВB ЕE КK МM НH ОO РP СC ТT ХX ІI αa οo ρp νv ιi κk ΑA ΒB ΕE ΗH ΙI ΚK ΜM ΝN ΟO ΡP ΤT ΧX'
    .split(' ')
    .map((pair) => [pair[0] ?? '', pair[1] ?? ''] as const),
);

/** The text in compatibility form, look-alikes and invisible characters folded away. No longer than the text. */
export const foldLookalikes = (text: string): string => {
  let plain = true;
  for (let at = 0; at < text.length && plain; at += 1) plain = text.charCodeAt(at) < 128;
  if (plain) return text;
  let folded = '';
  for (const character of text.normalize('NFKC').slice(0, text.length)) {
    const code = character.codePointAt(0) ?? 0;
    // Zero-width characters, soft hyphens, bidirectional marks.
    if (code === 0xad || (code >= 0x200b && code <= 0x200f) || (code >= 0x202a && code <= 0x202e) || code === 0xfeff) continue;
    folded += lookalikes.get(character) ?? character;
  }
  return folded;
};
