import type { ReproducedOutput, ReproducedStage, Reproduction } from '../model/reproduction.ts';

/**
 * What the stages come to together. Equivalent is judged on predictions alone, where the pipeline makes some:
 * weights of another machine may be far apart and still predict the same.
 */
export function judge(stages: readonly ReproducedStage[]): Pick<Reproduction, 'verdict' | 'first'> {
  const outputs = stages.flatMap(({ id, outputs: own }) => own.map((output) => ({ stage: id, output })));
  const unequal = outputs.find(({ output }) => ['equivalent', 'differs'].includes(output.verdict));
  const first = unequal === undefined ? null : { stage: unequal.stage, output: unequal.output.name };
  const isUnmade = stages.some(
    ({ state, outputs: own }) => state === 'made' && own.some(({ verdict }) => verdict === 'not-made'),
  );
  if (isUnmade || stages.some(({ state }) => state === 'failed' || state === 'blocked')) {
    return { verdict: 'failed', first };
  }
  if (first === null) return { verdict: 'identical', first };
  const made = outputs.map(({ output }) => output).filter(isMade);
  const predictions = made.filter(({ name }) => name === 'predictions');
  const decisive = predictions.length > 0 ? predictions : made;
  const isEquivalent = decisive.every(({ verdict }) => verdict !== 'differs');
  return { verdict: isEquivalent ? 'equivalent' : 'differs', first };
}

function isMade({ verdict }: ReproducedOutput): boolean {
  return verdict !== 'taken' && verdict !== 'not-made';
}
