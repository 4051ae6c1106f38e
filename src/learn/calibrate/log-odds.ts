/** ln(p / (1 − p)), within ±35: probabilities of 0 and 1 have none. */
export function logOdds(probability: number): number {
  return Math.max(-35, Math.min(35, Math.log(probability) - Math.log1p(-probability)));
}
