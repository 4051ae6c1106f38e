import type { EpochReport, LearningCurve } from './network-model.ts';

/** The epochs' figures as columns, NaN for a figure that there is not. */
export function curveOf(reports: readonly EpochReport[]): LearningCurve {
  return {
    epoch: Int32Array.from(reports, (report) => report.epoch),
    loss: Float64Array.from(reports, (report) => report.loss),
    accuracy: Float64Array.from(reports, (report) => report.accuracy ?? Number.NaN),
    valLoss: Float64Array.from(reports, (report) => report.valLoss ?? Number.NaN),
    valAccuracy: Float64Array.from(reports, (report) => report.valAccuracy ?? Number.NaN),
  };
}
