/**
 * Names and tag values in InfluxDB. Line protocol has no way to write a line's end, an empty text or a backslash before what it escapes, and InfluxDB
 * keeps some names for itself: such characters are written as their codes, and read back as what they were.
 */
import { fromPercentText, toPercentText } from '#kernel/percent-text.ts';

/** Control characters; the backslash; the first letter of reserved tags, and of all that begins with `_`, as InfluxDB's own columns do; `#` begins a comment. */
const unsafe = /\p{Cc}|\\|^(?=time$).|^[_#]/gsu;

/** A measurement, tag or tag value as it is stored. */
export const storedText = (text: string): string => toPercentText(text, unsafe);

/** What was stored under it. */
export const textOfStored = fromPercentText;
