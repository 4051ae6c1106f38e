import type { ForestModel } from './forest-model.ts';

/**
 * How much each feature lowered impurity in training, as a share of all (scikit-learn's
 * `feature_importances_`; Breiman et al., 1984, §5.3), by name, in the model's order. It is measured on
 * training rows and favours features with many values; `permutationImportance` on held-out rows does not.
 * Throws for a model of ml-random-forest, which does not tell.
 */
export function impurityImportance(model: ForestModel): { feature: string; importance: number }[] {
  if (model.engine === 'ml-random-forest') {
    throw new Error('engine ml-random-forest tells no impurity importance; use permutationImportance');
  }
  return model.features.map((feature, f) => ({ feature, importance: model.importance[f]! }));
}
