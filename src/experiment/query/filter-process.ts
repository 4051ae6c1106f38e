/**
 * The program that filters experiments: DuckDB cannot always be interrupted, and a process can always be ended. It
 * reads its question from stdin and writes the ids that fit, or the problem, to stdout.
 */
import { text } from 'node:stream/consumers';
import type { ExperimentSummary } from './experiment-summary.ts';
import { pickExperiments } from './pick-experiments.ts';

const { experiments, where } = JSON.parse(await text(process.stdin)) as {
  readonly experiments: readonly ExperimentSummary[];
  readonly where: string;
};
const picked = await pickExperiments(experiments, where);
const answer = picked.ok ? { ...picked, value: picked.value.map(({ id }) => id) } : picked;
process.stdout.write(JSON.stringify(answer), () => process.exit(0));
