/** Words that say nothing by themselves. */

/** They are no evidence, and known to every vocabulary. */
export const stopWords = new Set(
  'a an the of to in on at by for from with and or is are was were be been it its this that as has have had will would can may into out up via per than then so if when while which who our your their there here all some'.split(
    ' ',
  ),
);
