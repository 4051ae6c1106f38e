import type { ForestModel } from './forest-model.ts';

/**
 * How much each feature lowered impurity in training, as a share of all (scikit-learn's
 * `feature_importances_`; Breiman et al., 1984, §5.3), by name, in the model's order. It is measured on
 * training rows and favours features with many values; `permutationImportance` on held-out rows does not.
 */
export function impurityImportance(model: ForestModel): { feature: string; importance: number }[] {
  return model.features.map((feature, f) => ({ feature, importance: model.importance[f]! }));
}
