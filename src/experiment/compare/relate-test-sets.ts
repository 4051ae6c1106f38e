import type { TestSetDifference } from '../../model/comparison.ts';
import { type PredictionTable, testSetDigest } from './prediction-table.ts';

/** How the rows that two experiments were scored on differ; null where they are the same, labels included. */
export function testSetDifference(
  baseline: PredictionTable,
  candidate: PredictionTable,
): TestSetDifference | null {
  if (baseline.scored.kind !== candidate.scored.kind) {
    return { kind: 'target', baseline: baseline.scored.kind, candidate: candidate.scored.kind };
  }
  if (baseline.keyNames.join('\0') !== candidate.keyNames.join('\0')) {
    return { kind: 'keys', baseline: baseline.keyNames, candidate: candidate.keyNames };
  }
  if (testSetDigest(baseline) === testSetDigest(candidate)) return null;
  const [inBaseline, inCandidate] = [new Set(baseline.keys), new Set(candidate.keys)];
  const onlyBaseline = baseline.keys.filter((key) => !inCandidate.has(key));
  const onlyCandidate = candidate.keys.filter((key) => !inBaseline.has(key));
  if (onlyBaseline.length + onlyCandidate.length > 0) {
    return {
      kind: 'rows',
      onlyInBaseline: onlyBaseline.length,
      onlyInCandidate: onlyCandidate.length,
      common: baseline.keys.length - onlyBaseline.length,
      examples: [...onlyBaseline.slice(0, 3), ...onlyCandidate.slice(0, 3)],
    };
  }
  const [before, after] = [baseline.scored.actual, candidate.scored.actual];
  const differing = baseline.keys.filter((_, row) => before[row] !== after[row]);
  return {
    kind: 'labels',
    rows: differing.length,
    of: baseline.keys.length,
    examples: differing.slice(0, 3),
  };
}
