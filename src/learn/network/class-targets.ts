import type { ResolvedNetworkParams } from './network-params.ts';

/** Each label's place in `classes`; throws an Error naming the first label that is none of them. */
export function classTargets(
  labels: readonly string[],
  classes: readonly string[],
  { rows, of }: { rows: number; of: string },
): Int32Array {
  if (classes.length < 2) throw new Error(`a classifier needs at least 2 classes, not ${classes.length}`);
  const places = new Map(classes.map((name, i) => [name, i]));
  if (places.size < classes.length) throw new Error(`classes names one class twice: ${classes.join(', ')}`);
  if (labels.length !== rows)
    throw new Error(`there are ${labels.length} ${of} for ${rows} rows of features`);
  return Int32Array.from(labels, (label, row) => {
    const place = places.get(label);
    if (place === undefined) {
      throw new Error(`${of}: row ${row} is "${label}", which is none of the classes ${classes.join(', ')}`);
    }
    return place;
  });
}

/** The factor on the loss of each class; throws an Error naming a class that there is not. */
export function classWeights(
  wanted: ResolvedNetworkParams['classWeight'],
  targets: Int32Array,
  classes: readonly string[],
): Float64Array {
  const weights = new Float64Array(classes.length).fill(1);
  if (wanted === null) return weights;
  if (wanted === 'balanced') {
    const counts = new Float64Array(classes.length);
    for (const target of targets) counts[target] = (counts[target] as number) + 1;
    const present = counts.filter((count) => count > 0).length;
    return weights.map((_, i) => {
      const count = counts[i] as number;
      return count === 0 ? 1 : targets.length / (present * count);
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
