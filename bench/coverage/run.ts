/**
 * How often 95 % intervals hold the truth, in worlds whose truth is known: `npm run bench:coverage`, with `-- 2000`
 * for another number of test sets a cell, and a word for the cells whose name holds it. The aim is 93 to 97 in 100 of
 * the intervals that are told without a doubt; more where a handful of outcomes is all there can be.
 */
import { cells } from './cells.ts';

const sets = Number(process.argv[2] ?? 1000);
const wanted = process.argv[3] ?? '';
let isHonest = true;
console.log(`${sets} test sets a cell`);
for (const cell of cells.filter(({ name }) => name.includes(wanted))) {
  const counts = { held: 0, told: 0 };
  for (let seed = 1; seed <= sets; seed++) {
    const told = cell.interval(seed);
    if (told === 'doubted') continue;
    counts.told++;
    if (told.low <= cell.truth && cell.truth <= told.high) counts.held++;
  }
  const share = counts.held / counts.told;
  // Within two standard errors of the aim, of which the number of sets decides.
  const error = 2 * Math.sqrt((0.95 * 0.05) / Math.max(1, counts.told));
  const isWithin =
    counts.told < sets / 20 || (share > 0.93 - error && (cell.isCoarse === true || share < 0.97 + error));
  isHonest &&= isWithin;
  const held = counts.told === 0 ? '–' : `${(100 * share).toFixed(1)} %`;
  const doubted = counts.told < sets ? `, ${(100 * (1 - counts.told / sets)).toFixed(1)} % doubted` : '';
  console.log(`${cell.name.padEnd(50)} ${held}${doubted}${isWithin ? '' : '  outside 93 to 97'}`);
}
process.exitCode = isHonest ? 0 : 1;
