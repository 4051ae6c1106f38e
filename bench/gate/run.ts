/**
 * How often the gate cries wolf and what it catches, in worlds whose truth is known: `npm run bench:gate`, with
 * `-- 2000` for another number of test sets a point (a quarter of it beyond the margin). Beside it: "any drop fails", and "more than a point fails".
 */
import { judgeMargins } from '../../src/gate/judge-margin.ts';
import { runsDifferences } from '../../src/gate/runs-difference.ts';
import { resamplingUnits } from '../../src/learn/uncertainty/resampling-units.ts';
import { drawTables, type Setting, settings } from './settings.ts';

const trials = Number(process.argv[2] ?? 1000);
/** True drops, in margins. */
const drops = [0, 1, 2, 3, 4];

interface Rates {
  readonly failed: number;
  readonly passed: number;
  readonly anyDrop: number;
  readonly overOnePoint: number;
}

console.log(`${trials} test sets a point; failed / passed, by true drop in margins`);
console.log(
  `${'setting'.padEnd(18)}${drops.map((drop) => `${drop} m`.padStart(16)).join('')}   equal models: any drop, over 1 point`,
);
let worst = 0;
for (const setting of settings) {
  const rates = drops.map((drop) => ratesAt(setting, drop));
  const [equal, edge] = rates;
  worst = Math.max(worst, equal?.failed ?? 1, edge?.failed ?? 1);
  const cells = rates.map(({ failed, passed }) => `${percent(failed)} /${percent(passed)}`.padStart(16));
  const naive = equal === undefined ? '' : `${percent(equal.anyDrop)}, ${percent(equal.overOnePoint)}`;
  console.log(`${setting.name.padEnd(18)}${cells.join('')}   ${naive}`);
}
console.log(`most false alarms, of equal models or of a drop of just the margin: ${percent(worst)}`);
process.exitCode = worst <= 0.05 ? 0 : 1;

function ratesAt(setting: Setting, margins: number): Rates {
  const sets = margins > 1 ? Math.ceil(trials / 4) : trials;
  const counts = { failed: 0, passed: 0, anyDrop: 0, overOnePoint: 0 };
  for (let trial = 0; trial < sets; trial++) {
    const { baseline, candidate } = drawTables(setting, {
      drop: margins * setting.margin,
      seed: 1 + trial * 101 + margins,
    });
    const units =
      setting.blockLength === null
        ? resamplingUnits(setting.rows, {})
        : resamplingUnits(setting.rows, { blocks: baseline.days ?? [], blockLength: setting.blockLength });
    const differences = runsDifferences(
      setting.metrics.map((name) => ({ name, direction: 'higher' as const })),
      { baseline: [baseline], candidate: [candidate], units },
    );
    const judged = judgeMargins(
      differences.map((difference) => ({ margin: setting.margin, difference, isAlike: false })),
    );
    const estimates = differences.map(({ estimate }) => estimate);
    if (judged.some(({ state }) => state === 'failed')) counts.failed++;
    if (judged.every(({ state }) => state === 'passed')) counts.passed++;
    if (estimates.some((estimate) => estimate < 0)) counts.anyDrop++;
    if (estimates.some((estimate) => estimate < -0.01)) counts.overOnePoint++;
  }
  const of = (count: number) => count / sets;
  return {
    failed: of(counts.failed),
    passed: of(counts.passed),
    anyDrop: of(counts.anyDrop),
    overOnePoint: of(counts.overOnePoint),
  };
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`.padStart(8);
}
