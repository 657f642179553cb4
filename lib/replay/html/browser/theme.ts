/** The colours of the style sheet, as they are at this moment. */
import type { Tone } from '../model.ts';

export interface Theme {
  readonly surface: string;
  readonly raised: string;
  readonly ink: string;
  readonly muted: string;
  readonly line: string;
  readonly band: string;
  readonly tone: Readonly<Record<Tone, string>>;
  readonly font: string;
}

export const currentTheme = (): Theme => {
  const style = getComputedStyle(document.documentElement);
  const colour = (name: string): string => style.getPropertyValue(`--${name}`).trim();
  return {
    surface: colour('surface'),
    raised: colour('raised'),
    ink: colour('ink'),
    muted: colour('muted'),
    line: colour('line'),
    band: colour('band'),
    tone: {
      critical: colour('critical'),
      warning: colour('warning'),
      info: colour('info'),
      good: colour('good'),
      person: colour('person'),
      accent: colour('accent'),
    },
    font: style.fontFamily,
  };
};
