/** What is left of a number of tokens. */
export class TokenRoom {
  #left: number;

  constructor(tokens: number) {
    this.#left = tokens;
  }

  get left(): number {
    return this.#left;
  }

  /** Takes the tokens whether or not there is room for them. */
  take(tokens: number): void {
    this.#left -= tokens;
  }

  /** Takes the tokens if there is room for them, and says whether there was. */
  fit(tokens: number): boolean {
    if (tokens > this.#left) return false;
    this.#left -= tokens;
    return true;
  }
}
