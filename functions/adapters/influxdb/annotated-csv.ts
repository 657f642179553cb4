/** Reads InfluxDB's answers to queries: CSV (RFC 4180) in tables, each with its header, after a line of annotations. */
import { UpstreamError } from '#kernel/errors.ts';

/** A quoted cell or a plain one, and what ends it. */
const cell = /("(?:[^"]|"")*"|[^",\r\n]*)(,|\r?\n|$)/y;

const rowsOf = (text: string): readonly (readonly string[])[] => {
  const rows: string[][] = [];
  let row: string[] = [];
  cell.lastIndex = 0;
  while (cell.lastIndex < text.length) {
    const found = cell.exec(text);
    if (found === null) throw new UpstreamError('InfluxDB’s answer is no CSV.', { reason: 'metric_history', retryable: false });
    const [, content = '', end] = found;
    row.push(content.startsWith('"') ? content.slice(1, -1).replaceAll('""', '"') : content);
    if (end === ',') continue;
    rows.push(row);
    row = [];
  }
  return rows;
};

/** Columns that are not the table's: the annotation's, the result's name and the table's number. */
const leading = 3;

/** The rows of all tables, by column; what is empty is left out. UpstreamError where the server tells, within its answer, that it failed. */
export const readAnnotatedCsv = (text: string): readonly ReadonlyMap<string, string>[] => {
  const records: ReadonlyMap<string, string>[] = [];
  let header: readonly string[] = [];
  let headerFollows = true;
  for (const row of rowsOf(text)) {
    const empty = row.every((content) => content === '');
    if (empty || row[0]?.startsWith('#') === true) headerFollows = true;
    else if (headerFollows) {
      header = row;
      headerFollows = false;
      if (header.includes('error') && header.includes('reference') && !header.includes('_value'))
        throw new UpstreamError('InfluxDB broke a query off.', { reason: 'metric_history' });
    } else {
      const cells = header.slice(leading).map((column, at) => [column, row[at + leading] ?? ''] as const);
      records.push(new Map(cells.filter(([, content]) => content !== '')));
    }
  }
  return records;
};
