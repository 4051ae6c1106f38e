import type { ExampleRun } from './example-run.ts';

/**
 * Whether an example that has run claims more than always predicting the training majority: its accuracy or its
 * log-loss is better than the majority's by more than the 95 % interval of the difference, or its accuracy's own
 * interval lies above.
 */
export function beatsMajority(example: ExampleRun): boolean {
  const accuracy = example.metric('evaluate.accuracy');
  const [lowestLead] = interval(example, 'evaluate.accuracy_over_majority');
  const [, highestLoss] = interval(example, 'evaluate.log_loss_over_majority');
  const [low] = interval(example, 'evaluate.accuracy');
  return lowestLead > 0 || highestLoss < 0 || low > (accuracy.baseline ?? Number.NaN);
}

function interval(example: ExampleRun, name: string): readonly [number, number] {
  const found = example.metric(name).interval;
  if (found === undefined) throw new Error(`${name} has no interval`);
  return found;
}
