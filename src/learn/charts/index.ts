/** `labbook/charts`: displays of results, for the `view` half of a stage. */
export { chartOf, numberColumn } from './chart-of.ts';
export { classTable } from './class-table.ts';
export { classifierDisplays, type ScoredRows } from './classifier-displays.ts';
export { type ConfusionCells, confusionChart } from './confusion-chart.ts';
export { coverageTable } from './coverage-table.ts';
export { driftChart } from './drift-chart.ts';
export { type FeatureImportance, importanceChart } from './importance-chart.ts';
export { type LearningCurves, learningCurvesChart } from './learning-curves-chart.ts';
export { type Member, membersTable } from './members-table.ts';
export { metricOverTimeChart } from './metric-over-time-chart.ts';
export { precisionRecallChart } from './precision-recall-chart.ts';
export { predictedActualChart, regressionDisplays, residualChart } from './regression-displays.ts';
export { reliabilityChart } from './reliability-chart.ts';
export { rocChart } from './roc-chart.ts';
export { scoreDistributionChart } from './score-distribution-chart.ts';
export { segmentsTable } from './segments-table.ts';
export { thresholdChart } from './threshold-chart.ts';
