/** A mistake of the person who runs synth, in words for that person; `bin/app.ts` prints it as one line, without a stack. */
export class SynthesisError extends Error {
  override readonly name = 'SynthesisError';
}
