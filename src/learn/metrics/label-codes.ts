/** What was true and what was predicted, a row each, of a classifier that knows `classes`. */
export interface LabelPair {
  readonly actual: readonly string[];
  readonly predicted: readonly string[];
  /** Every class there is, each once; their order is the order of every matrix and table made from them. */
  readonly classes: readonly string[];
}

/**
 * Each label as its place in `classes`. Throws, naming the label and its row, where one is not among the
 * classes, where there are no rows, or where a class is named twice. `what` names the labels in the error.
 */
export function labelCodes(
  labels: readonly string[],
  { classes, what }: { readonly classes: readonly string[]; readonly what: string },
): Uint32Array {
  const codeOf = classCodes(classes);
  if (labels.length === 0) throw new Error(`${what} has no rows; a metric of nothing is not defined`);
  const codes = new Uint32Array(labels.length);
  for (let row = 0; row < labels.length; row++) {
    const code = codeOf.get(labels[row] as string);
    if (code === undefined) {
      throw new Error(
        `${what} has the unknown label "${labels[row]}" at row ${row}; the classes are ${classes.join(', ')}`,
      );
    }
    codes[row] = code;
  }
  return codes;
}

/** The labels of a pair as codes; throws on unequal lengths, and as `labelCodes`. */
export function pairCodes({ actual, predicted, classes }: LabelPair): {
  readonly actual: Uint32Array;
  readonly predicted: Uint32Array;
} {
  requireSameLength(
    { name: 'actual', length: actual.length },
    { name: 'predicted', length: predicted.length },
  );
  return {
    actual: labelCodes(actual, { classes, what: 'actual' }),
    predicted: labelCodes(predicted, { classes, what: 'predicted' }),
  };
}

/** Throws where two columns that must go row by row differ in length. */
export function requireSameLength(
  first: { readonly name: string; readonly length: number },
  second: { readonly name: string; readonly length: number },
): void {
  if (first.length === second.length) return;
  throw new Error(
    `${first.name} has ${first.length} rows, ${second.name} has ${second.length}; they must go row by row`,
  );
}

function classCodes(classes: readonly string[]): ReadonlyMap<string, number> {
  if (classes.length === 0) throw new Error('there are no classes; name each class once');
  const codeOf = new Map<string, number>();
  for (const [code, name] of classes.entries()) {
    if (codeOf.has(name)) throw new Error(`the class "${name}" is named twice`);
    codeOf.set(name, code);
  }
  return codeOf;
}
