/** For runs of the whole example: smaller models than the accepted ones, for time; its margins hold these, too. */
export const smallerModels: readonly string[] = [
  'train-network.params.epochs=5',
  'train-forest.params.trees=12',
  'train-forest.params.folds=2',
].flatMap((one) => ['--set', `stages.${one}`]);
