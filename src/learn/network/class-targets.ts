import type { ResolvedNetworkParams } from './network-params.ts';

/** Each label's place in `classes`; throws an Error naming the first row whose label is missing or none of them. */
export function classTargets(
  labels: readonly (string | null)[],
  classes: readonly string[],
  { rows, of }: { rows: number; of: string },
): Int32Array {
  if (classes.length < 2) throw new Error(`a classifier needs at least 2 classes, not ${classes.length}`);
  const places = new Map(classes.map((name, i) => [name, i]));
  if (places.size < classes.length) throw new Error(`classes names one class twice: ${classes.join(', ')}`);
  if (labels.length !== rows)
    throw new Error(`there are ${labels.length} ${of} for ${rows} rows of features`);
  return Int32Array.from(labels, (label, row) => {
    if (label === null) throw new Error(`${of}: row ${row} has none; leave such rows out`);
    const place = places.get(label);
    if (place === undefined) {
      throw new Error(`${of}: row ${row} is "${label}", which is none of the classes ${classes.join(', ')}`);
    }
    return place;
  });
}

/**
 * The factor on the loss of each class, decided by the training labels; throws an Error naming a class that
 * there is not.
 */
export function classWeights(
  wanted: ResolvedNetworkParams['classWeight'],
  { labels, classes }: { readonly labels: readonly (string | null)[]; readonly classes: readonly string[] },
): Float64Array {
  const weights = new Float64Array(classes.length).fill(1);
  if (wanted === null) return weights;
  if (wanted === 'balanced') {
    const counts = new Map<string | null, number>();
    for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1);
    return weights.map((_, i) => {
      const count = counts.get(classes[i] as string);
      return count === undefined ? 1 : labels.length / (counts.size * count);
    });
  }
  for (const [name, factor] of Object.entries(wanted)) {
    const place = classes.indexOf(name);
    if (place === -1) {
      throw new Error(
        `params.classWeight names "${name}", which is none of the classes ${classes.join(', ')}`,
      );
    }
    weights[place] = factor;
  }
  return weights;
}
