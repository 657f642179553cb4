/** What may pass in a second: it fills up as time goes by, to one second's worth, and is used up by what passes. */

export class Allowance {
  readonly #perSecond: number;
  #left: number;
  #at: number;

  constructor(perSecond: number, now: number) {
    this.#perSecond = perSecond;
    this.#left = perSecond;
    this.#at = now;
  }

  /** Whether that much may pass at this time (milliseconds since the epoch; an earlier time than the last counts as the last). */
  has(amount: number, now: number): boolean {
    if (now > this.#at) {
      this.#left = Math.min(this.#perSecond, this.#left + ((now - this.#at) * this.#perSecond) / 1_000);
      this.#at = now;
    }
    return this.#left >= amount;
  }

  /** Uses it up; below nothing when more passes than was left, which later time has to make good. */
  use(amount: number): void {
    this.#left -= amount;
  }
}
