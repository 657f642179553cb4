/** Ordinary least squares on a few columns. */

/** Coefficients, their covariance per unit of error variance, and what is left over. */
export interface Fit {
  readonly coefficients: readonly number[];
  /** Lower triangle of the Cholesky factor of the inverse of X'X, row by row: errors of coefficients are it times independent ones. */
  readonly factor: readonly (readonly number[])[];
  readonly residuals: readonly number[];
  readonly squares: number;
}

type Matrix = number[][];

const at = (matrix: readonly (readonly number[])[], row: number, column: number): number => matrix[row]?.[column] ?? 0;

/** Lower Cholesky factor; undefined where the matrix is not positive definite. */
const cholesky = (matrix: readonly (readonly number[])[]): Matrix | undefined => {
  const factor: Matrix = matrix.map((row) => row.map(() => 0));
  for (let row = 0; row < matrix.length; row += 1) {
    for (let column = 0; column <= row; column += 1) {
      let sum = at(matrix, row, column);
      for (let each = 0; each < column; each += 1) sum -= at(factor, row, each) * at(factor, column, each);
      if (row === column && sum <= 1e-12 * at(matrix, row, row)) return undefined;
      const target = factor[row];
      if (target !== undefined) target[column] = row === column ? Math.sqrt(sum) : sum / at(factor, column, column);
    }
  }
  return factor;
};

/** Solves L L' x = b. */
const solve = (lower: Matrix, right: readonly number[]): number[] => {
  const size = right.length;
  const middle: number[] = [];
  for (let row = 0; row < size; row += 1) {
    let sum = right[row] ?? 0;
    for (let each = 0; each < row; each += 1) sum -= at(lower, row, each) * (middle[each] ?? 0);
    middle.push(sum / at(lower, row, row));
  }
  const result = middle.slice();
  for (let row = size - 1; row >= 0; row -= 1) {
    let sum = middle[row] ?? 0;
    for (let each = row + 1; each < size; each += 1) sum -= at(lower, each, row) * (result[each] ?? 0);
    result[row] = sum / at(lower, row, row);
  }
  return result;
};

const dot = (a: readonly number[], b: readonly number[]): number => {
  let sum = 0;
  for (let index = 0; index < a.length; index += 1) sum += (a[index] ?? 0) * (b[index] ?? 0);
  return sum;
};

/** Columns made ready for any values. */
export interface Design {
  readonly columns: readonly (readonly number[])[];
  readonly lower: Matrix;
  readonly factor: Matrix;
}

/** Undefined where columns depend on each other. */
export const designOf = (columns: readonly (readonly number[])[]): Design | undefined => {
  const lower = cholesky(columns.map((a) => columns.map((b) => dot(a, b))));
  if (lower === undefined) return undefined;
  const unit = (place: number): number[] => columns.map((_, other) => (other === place ? 1 : 0));
  const factor = cholesky(columns.map((_, place) => solve(lower, unit(place))));
  return factor === undefined ? undefined : { columns, lower, factor };
};

/** Values are as many as a column has. */
export const leastSquares = ({ columns, lower, factor }: Design, values: readonly number[]): Fit => {
  const coefficients = solve(
    lower,
    columns.map((column) => dot(column, values)),
  );
  const residuals = values.slice();
  for (const [place, column] of columns.entries()) {
    const coefficient = coefficients[place] ?? 0;
    for (let index = 0; index < residuals.length; index += 1)
      residuals[index] = (residuals[index] ?? 0) - coefficient * (column[index] ?? 0);
  }
  return { coefficients, factor, residuals, squares: dot(residuals, residuals) };
};
