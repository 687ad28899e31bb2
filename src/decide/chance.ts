/**
 * Upper bound of the chance that a question whose answers do not depend on the fix shows `a` answers of one kind
 * with it and `b` of the other kind without it: the maximum of pᵃ(1−p)ᵇ over all rates p.
 */
export function streakChance(a: number, b: number): number {
  return a + b === 0 ? 1 : power(a) * power(b) * (a + b) ** -(a + b);
}

function power(n: number): number {
  return n === 0 ? 1 : n ** n;
}
