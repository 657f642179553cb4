/** Names of dimensions: columns of the table, whose names Timestream restricts. */
import { fromPercentText, toPercentText } from '#kernel/percent-text.ts';

/** Quota of Timestream for LiveAnalytics [D]. */
const maxNameBytes = 60;

/**
 * A colon anywhere, and the first letter of what is reserved [D: "Naming constraints"; AWS IoT API Reference, TimestreamDimension] or the name of
 * one of our measures, which are columns of the same table.
 */
const unsafe = /:|^(?=(?:measure_name|measure_value.*|ts_.*|time|count|sum|min|max|p\d{1,3}(?:\.\d{1,12})?)$)./gs;

/** The column of a label, cut to what a name may be long. */
export const columnName = (label: string): string => {
  const whole = toPercentText(label, unsafe);
  let name = whole.slice(0, maxNameBytes).toWellFormed();
  while (Buffer.byteLength(name) > maxNameBytes) name = name.slice(0, -1).toWellFormed();
  return name;
};

/** The label of a column. */
export const labelOfColumn = fromPercentText;
