/** A fix with the questions that it was seen to turn right. */
export interface Winner {
  readonly fixId: string;
  readonly gains: readonly string[];
}
