/** Algorithms of `States.Hash` and `$hash` by AWS's names, with Node's. Source: AWS Step Functions Developer Guide, intrinsic and JSONata functions. [D] */
export const hashAlgorithms: ReadonlyMap<string, string> = new Map([
  ['MD5', 'md5'],
  ['SHA-1', 'sha1'],
  ['SHA-256', 'sha256'],
  ['SHA-384', 'sha384'],
  ['SHA-512', 'sha512'],
]);
