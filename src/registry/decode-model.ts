import type { Columns, NumericColumn } from '../learn/columns.ts';
import type { ModelKind } from '../model/pipeline.ts';

/** What a model answers with: raw features in, a column of probabilities a class out, in the order of `classes`. */
export interface Answering {
  /** Columns that it reads, in its order. */
  readonly features: readonly string[];
  readonly classes: readonly string[];
  predictProba(features: Columns): Promise<Readonly<Record<string, Float64Array>>>;
}

/**
 * A model from the bytes of its files, by role; null for kinds that labbook cannot read. Loads what reads that
 * kind and no more. Throws an `Error` that says what is wrong with files that are no such model.
 */
export async function decodeModel(
  kind: Exclude<ModelKind, 'ensemble'>,
  files: ReadonlyMap<string, Uint8Array>,
): Promise<Answering | null> {
  switch (kind) {
    case 'forest':
      return await decodeForestModel(partOf(files, 'forest'));
    case 'network':
      return await decodeNetworkModel(partOf(files, 'weights'), partOf(files, 'topology'));
    case 'files':
      return null;
  }
}

async function decodeForestModel(bytes: Uint8Array): Promise<Answering> {
  const { decodeForest } = await import('../learn/forest/decode-forest.ts');
  const { predictForestProba } = await import('../learn/forest/predict-forest-proba.ts');
  const model = decodeForest(bytes);
  if (model.task !== 'classification') throw new Error('the forest is no classifier');
  const { features, classes } = model;
  return {
    features,
    classes,
    async predictProba(rows) {
      const columns = predictForestProba(model, numeric(rows, features));
      return Object.fromEntries(classes.map((name, c) => [name, columns[c] ?? new Float64Array(0)]));
    },
  };
}

async function decodeNetworkModel(weights: Uint8Array, topology: Uint8Array): Promise<Answering> {
  const { decodePreparedNetwork, predictPreparedNetworkProba } = await import(
    '../learn/network/prepared-network.ts'
  );
  const text = new TextDecoder('utf-8', { fatal: true }).decode(topology);
  const network = decodePreparedNetwork({ weights, topology: text });
  const { features, classes, task } = network.model;
  if (task !== 'classifier') throw new Error('the network is no classifier');
  return {
    features,
    classes,
    predictProba: async (rows) => await predictPreparedNetworkProba(network, numeric(rows, features)),
  };
}

/** The columns that a model reads; throws naming the first that is not there or holds text. */
function numeric(rows: Columns, names: readonly string[]): Record<string, Float64Array> {
  return Object.fromEntries(
    names.map((name) => {
      const column = Object.hasOwn(rows, name) ? rows[name] : undefined;
      if (column instanceof Float64Array) return [name, column];
      if (!ArrayBuffer.isView(column)) throw new Error(`the rows have no numeric column "${name}"`);
      return [name, Float64Array.from(column as NumericColumn)];
    }),
  );
}

function partOf(files: ReadonlyMap<string, Uint8Array>, role: string): Uint8Array {
  const bytes = files.get(role);
  if (bytes === undefined) throw new Error(`it has no file in the role "${role}"`);
  return bytes;
}
