/**
 * Orders the elements an update removes from lists: `REMOVE a[1], a[2]` means the elements as they were (DynamoDB Developer Guide, "Removing
 * elements from a list" [D]), but dynalite takes one after the other and the rest move up. From the last to the first it comes to the same.
 */

const clause = /(?<![#:.\w])REMOVE\b([\s\S]*?)(?=(?<![#:.\w])(?:SET|ADD|DELETE)\b|$)/i;
const indexOf = (path: string): number => Number(/\[(\d+)\]\s*$/.exec(path)?.[1] ?? -1);

/** The same update, in an order dynalite gets right. */
export const orderRemovals = (expression: string): string =>
  expression.replace(clause, (_, paths: string) => {
    const ordered = paths
      .split(',')
      .map((path) => path.trim())
      .sort((left, right) => indexOf(right) - indexOf(left));
    return `REMOVE ${ordered.join(', ')} `;
  });
