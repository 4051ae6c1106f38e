/** `labbook/charts`: displays of results, for the `view` half of a stage. */
export { classTable } from './class-table.ts';
export { confusionChart, type ConfusionCells } from './confusion-chart.ts';
export { coverageTable } from './coverage-table.ts';
export { driftChart } from './drift-chart.ts';
export { importanceChart, type FeatureImportance } from './importance-chart.ts';
export { learningCurvesChart, type LearningCurves } from './learning-curves-chart.ts';
export { membersTable, type Member } from './members-table.ts';
export { metricOverTimeChart } from './metric-over-time-chart.ts';
export { precisionRecallChart } from './precision-recall-chart.ts';
export { reliabilityChart } from './reliability-chart.ts';
export { rocChart } from './roc-chart.ts';
export { scoreDistributionChart } from './score-distribution-chart.ts';
export { segmentsTable } from './segments-table.ts';
