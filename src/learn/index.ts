/** `labbook/learn`: what stages import to read tables, make features, split, learn and score. */
export { deriveSeed, type Random, randomFrom } from '../base/random.ts';
export type { BaselinePrediction, TrainingLabels } from './baselines/baseline-prediction.ts';
export { classPriorBaseline } from './baselines/class-prior-baseline.ts';
export { type DecisionRows, lastMaturedLabel, type MaturingLabels } from './baselines/last-matured-label.ts';
export { classShares, majorityBaseline, majorityClass } from './baselines/majority-baseline.ts';
export { momentumBaseline } from './baselines/momentum-baseline.ts';
export { skill } from './baselines/skill.ts';
export type { BoostedTrees } from './boosting/boosted-trees.ts';
export type { BoostingParams, ResolvedBoostingParams } from './boosting/boosting-params.ts';
export { decodeBoostedTrees } from './boosting/decode-boosted-trees.ts';
export { encodeBoostedTrees } from './boosting/encode-boosted-trees.ts';
export { predictBoostedProba, predictBoostedValues } from './boosting/predict-boosted-trees.ts';
export {
  type BoostedClassifierRequest,
  type BoostedRegressorRequest,
  type LabelledRows,
  type TargetRows,
  trainBoostedClassifier,
  trainBoostedRegressor,
} from './boosting/train-boosted-trees.ts';
export { applyCalibration } from './calibrate/apply-calibration.ts';
export type { CalibrationKind, CalibrationMap, CalibrationState } from './calibrate/calibration-state.ts';
export { fitCalibration } from './calibrate/fit-calibration.ts';
export { readCalibration } from './calibrate/read-calibration.ts';
export {
  type Column,
  type Columns,
  completeTextColumn,
  type NumericColumn,
  numericColumn,
  rowCount,
  type TextColumn,
  textColumn,
} from './columns.ts';
export { applyEncoder } from './encode/apply-encoder.ts';
export {
  type EncoderKind,
  type EncoderRequest,
  type EncoderState,
  fitEncoder,
} from './encode/fit-encoder.ts';
export {
  applyTargetEncoder,
  fitTargetEncoder,
  type TargetEncoderRequest,
  type TargetEncoderState,
} from './encode/fit-target-encoder.ts';
export { readEncoder, readTargetEncoder } from './encode/read-encoder.ts';
export { type AsOfJoinOptions, asOfJoin, asOfRows } from './features/as-of-join.ts';
export { difference } from './features/difference.ts';
export { type ExponentialMeanOptions, exponentialMean } from './features/exponential-mean.ts';
export { type Groups, groupRows } from './features/group-rows.ts';
export { type Lagged, lag } from './features/lag.ts';
export { logReturn } from './features/log-return.ts';
export { type Grouped, type Kernel, perGroup } from './features/per-group.ts';
export { percentChange } from './features/percent-change.ts';
export { type RankOptions, rank } from './features/rank.ts';
export { rollingDeviation } from './features/rolling-deviation.ts';
export { rollingMax, rollingMin } from './features/rolling-extremes.ts';
export { rollingRank } from './features/rolling-rank.ts';
export { rollingSlope } from './features/rolling-slope.ts';
export { type Rolling, rollingMean, rollingSum } from './features/rolling-sum.ts';
export { takeRows } from './features/take-rows.ts';
export { decodeForest } from './forest/decode-forest.ts';
export { encodeForest } from './forest/encode-forest.ts';
export {
  type ForestClassifier,
  type ForestModel,
  type ForestRegressor,
  type ForestTree,
  LEAF,
  type OutOfBag,
} from './forest/forest-model.ts';
export type { ForestEngine, ForestParams, ForestTask } from './forest/forest-params.ts';
export { impurityImportance } from './forest/impurity-importance.ts';
export {
  type PermutationImportance,
  type PermutationImportanceRequest,
  permutationImportance,
} from './forest/permutation-importance.ts';
export { predictForest } from './forest/predict-forest.ts';
export { predictForestProba } from './forest/predict-forest-proba.ts';
export { type ForestClassifierRequest, trainForestClassifier } from './forest/train-forest-classifier.ts';
export { type ForestRegressorRequest, trainForestRegressor } from './forest/train-forest-regressor.ts';
export {
  type DirectionClasses,
  type HorizonLabelOptions,
  type HorizonLabels,
  horizonLabels,
} from './label/horizon-labels.ts';
export { accuracy } from './metrics/accuracy.ts';
export { averagePrecision } from './metrics/average-precision.ts';
export { balancedAccuracy } from './metrics/balanced-accuracy.ts';
export { brierLosses, brierScore } from './metrics/brier-score.ts';
export { type Calibration, calibration } from './metrics/calibration.ts';
export { type ClassifierMetrics, classifierMetrics } from './metrics/classifier-metrics.ts';
export { cohensKappa } from './metrics/cohens-kappa.ts';
export { asConfusion, type Confusion, confusionMatrix, type Labelled } from './metrics/confusion-matrix.ts';
export type { LabelPair } from './metrics/label-codes.ts';
export { logLoss, logLosses } from './metrics/log-loss.ts';
export { matthewsCorrelation } from './metrics/matthews-correlation.ts';
export { meanAbsoluteError } from './metrics/mean-absolute-error.ts';
export { normalisedConfusion } from './metrics/normalised-confusion.ts';
export type { OneVsRest } from './metrics/one-vs-rest.ts';
export { type OrdinalScores, ordinalR2 } from './metrics/ordinal-r2.ts';
export { populationStabilityIndex, type StabilityIndex } from './metrics/population-stability-index.ts';
export { type PrecisionRecallCurve, precisionRecallCurve } from './metrics/precision-recall-curve.ts';
export {
  type ClassScores,
  type PrecisionRecallF1,
  precisionRecallF1,
} from './metrics/precision-recall-f1.ts';
export type { ProbabilisticLabels } from './metrics/probability-columns.ts';
export { r2 } from './metrics/r2.ts';
export { type NumberPair, regressionErrors } from './metrics/regression-errors.ts';
export { type ReliabilityBin, type ReliabilityBinning, reliabilityBins } from './metrics/reliability-bins.ts';
export { rocAuc } from './metrics/roc-auc.ts';
export { type RocCurve, rocCurve } from './metrics/roc-curve.ts';
export { rootMeanSquaredError } from './metrics/root-mean-squared-error.ts';
export { type ThresholdCounts, thresholdCounts } from './metrics/threshold-counts.ts';
export { decodeNetwork } from './network/decode-network.ts';
export { type EncodedNetwork, encodeNetwork } from './network/encode-network.ts';
export {
  type LinearParams,
  trainLinearRegression,
  trainLogisticRegression,
} from './network/linear-models.ts';
export type { NetworkPrediction } from './network/model-outputs.ts';
export { NETWORK_BACKENDS, type NetworkBackend, type TensorFlow } from './network/network-backend.ts';
export { networkLayersModel } from './network/network-layers-model.ts';
export type {
  DenseLayer,
  DenseShape,
  EpochReport,
  LearningCurve,
  NetworkModel,
  NetworkOrigin,
  TargetScale,
} from './network/network-model.ts';
export type {
  Activation,
  HiddenLayerParams,
  NetworkParams,
  ResolvedHiddenLayer,
  ResolvedNetworkParams,
} from './network/network-params.ts';
export type { NetworkTopology } from './network/network-topology.ts';
export { predictNetworkProba } from './network/predict-network-proba.ts';
export { predictNetworkValues } from './network/predict-network-values.ts';
export {
  decodePreparedNetwork,
  encodePreparedNetwork,
  type Preparation,
  type PreparedNetwork,
  predictPreparedNetworkProba,
  prepareFeatures,
  readPreparation,
} from './network/prepared-network.ts';
export {
  decodeSafetensors,
  encodeSafetensors,
  type NamedTensor,
} from './network/safetensors.ts';
export {
  type NetworkClassifierTraining,
  trainNetworkClassifier,
} from './network/train-network-classifier.ts';
export { type NetworkRegressorTraining, trainNetworkRegressor } from './network/train-network-regressor.ts';
export { applyImputer } from './scale/apply-imputer.ts';
export { applyScaler } from './scale/apply-scaler.ts';
export { fitImputer, type ImputerKind, type ImputerState } from './scale/fit-imputer.ts';
export { fitScaler, type ScaledColumn, type ScalerKind, type ScalerState } from './scale/fit-scaler.ts';
export { forwardFill } from './scale/forward-fill.ts';
export { readImputer } from './scale/read-imputer.ts';
export { readScaler } from './scale/read-scaler.ts';
export { assertNoLeakage, type LeakageFacts, type LeakageQuestion } from './split/assert-no-leakage.ts';
export {
  type ChronologicalSplitOptions,
  chronologicalSplit,
  type Fractions,
} from './split/chronological-split.ts';
export {
  type CrossValidation,
  crossValidate,
  type Fold,
  foldsOf,
  type NestedSelection,
  nestedSelection,
} from './split/cross-validate.ts';
export { type GroupSplitOptions, groupSplit } from './split/group-split.ts';
export { type KFoldOptions, kFold } from './split/k-fold.ts';
export {
  type LabelTimes,
  type Part,
  type PartBounds,
  rowsOfPart,
  type Split,
  type UsedPart,
} from './split/split.ts';
export { type PartDigests, splitDigests } from './split/split-digests.ts';
export { splitTable } from './split/split-table.ts';
export { type StratifiedRandomOptions, stratifiedRandom } from './split/stratified-random.ts';
export { type WalkForwardOptions, walkForward } from './split/walk-forward.ts';
export type { ColumnType } from './table/column-type.ts';
export { fromArquero } from './table/from-arquero.ts';
export { type ReadTableOptions, readTable, readTableTypes } from './table/read-table.ts';
export { toArquero } from './table/to-arquero.ts';
export { type WriteTableOptions, writeTable } from './table/write-table.ts';
export { type AccuracyInterval, accuracyInterval, rightness } from './uncertainty/accuracy-interval.ts';
export { averageUniqueness, type LabelIntervals } from './uncertainty/average-uniqueness.ts';
export {
  type BootstrapInterval,
  type BootstrapOptions,
  bootstrap,
  bootstrapAll,
  type WeightedStatistic,
} from './uncertainty/bootstrap.ts';
export { chooseBlockLength } from './uncertainty/choose-block-length.ts';
export { effectiveSampleSize } from './uncertainty/effective-sample-size.ts';
export { type Interval, type IntervalDoubt, intervalDetails } from './uncertainty/interval.ts';
export { meanInterval } from './uncertainty/mean-interval.ts';
export { type ConfusionMetric, metricInterval, metricIntervals } from './uncertainty/metric-interval.ts';
export {
  type PairedDifference,
  type PairedLabels,
  pairedDifference,
  pairedMeanDifference,
} from './uncertainty/paired-difference.ts';
export { type BlockOptions, type ResamplingUnits, resamplingUnits } from './uncertainty/resampling-units.ts';
export { rocAucInterval } from './uncertainty/roc-auc-interval.ts';
export { wilsonInterval } from './uncertainty/wilson-interval.ts';
