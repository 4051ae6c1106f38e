import { normalProbability } from '../learn/metrics/normal-probability.ts';

/** What decides how often a margin's verdict comes out: the error of the difference, and the quantile used. */
export interface MarginError {
  readonly margin: number;
  readonly standardError: number;
  readonly quantile: number;
}

/** The chance of a drop to be called a regression. */
export function chanceToFail(drop: number, { margin, standardError, quantile }: MarginError): number {
  if (standardError === 0) return drop > margin ? 1 : 0;
  return normalProbability((drop - margin) / standardError - quantile);
}

/** The chance of a drop to pass: to be shown to be smaller than the margin. */
export function chanceToPass(drop: number, { margin, standardError, quantile }: MarginError): number {
  if (standardError === 0) return drop < margin ? 1 : 0;
  return normalProbability((margin - drop) / standardError - quantile);
}

/**
 * The chance that a drop of the margin's size would show as a drop at all. It is as well the chance that an
 * equally good model passes, and that a drop of twice the margin is called a regression.
 */
export function powerAtMargin(error: MarginError): number {
  return chanceToPass(0, error);
}

/** The smallest drop that would be called a regression four times in five. */
export function smallestDrop({ margin, standardError, quantile }: MarginError): number {
  return margin + (quantile + 0.8416212335729143) * standardError;
}
