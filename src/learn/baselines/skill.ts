/**
 * How far a score is on the way from the baseline's to the perfect one: 1 is perfect, 0 as good as the
 * baseline, below 0 worse. With `perfect: 0` for losses it is the Brier skill score, 1 − loss / baseline loss.
 * Murphy, "Skill scores based on the mean square error", 1988. NaN where the baseline is perfect: there is
 * nothing to gain.
 */
export function skill(
  { score, baseline }: { readonly score: number; readonly baseline: number },
  { perfect = 1 }: { readonly perfect?: number } = {},
): number {
  return baseline === perfect ? Number.NaN : (score - baseline) / (perfect - baseline);
}
