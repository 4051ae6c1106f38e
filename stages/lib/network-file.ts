import {
  applyImputer,
  applyScaler,
  type Columns,
  decodeNetwork,
  encodeNetwork,
  type ImputerState,
  type NetworkModel,
  predictNetworkProba,
  readImputer,
  readScaler,
  type ScalerState,
} from 'labbook/learn';
import type { Probabilities } from './ensemble.ts';

/** What stands in for missing values and how columns are scaled: fitted on training rows alone. */
export interface Preparation {
  readonly imputer: ImputerState;
  readonly scaler: ScalerState;
}

/** Prepares raw features as they were prepared in training. */
export function prepared({ imputer, scaler }: Preparation, features: Columns): Record<string, Float64Array> {
  return applyScaler(scaler, applyImputer(imputer, features));
}

/** A preparation from JSON of unknown origin; throws an `Error` that says what is wrong with it. */
export function readPreparation(value: unknown): Preparation {
  const { imputer, scaler } = (value ?? {}) as { readonly imputer?: unknown; readonly scaler?: unknown };
  return { imputer: readImputer(imputer), scaler: readScaler(scaler) };
}

/**
 * A network as two files that suffice to predict from raw features: the weights, and a JSON text with the
 * layers, the digest of the weights, and the preparation.
 */
export function networkFiles(
  model: NetworkModel,
  { imputer, scaler }: Preparation,
): { readonly weights: Uint8Array; readonly model: string } {
  const { weights, topology } = encodeNetwork(model);
  const file = { format: 'example.prepared-network/1', imputer, scaler, topology };
  return { weights, model: `${JSON.stringify(file, null, 2)}\n` };
}

/** Each class's probability for rows of raw features, by the files that `networkFiles` made. */
export async function predictNetworkFiles(
  files: { readonly weights: Uint8Array; readonly model: string },
  features: Columns,
): Promise<Probabilities> {
  const file = JSON.parse(files.model) as { readonly format?: unknown; readonly topology?: unknown } | null;
  if (file?.format !== 'example.prepared-network/1') {
    throw new Error('this is no network of the example: its `format` is not "example.prepared-network/1"');
  }
  const model = decodeNetwork({ weights: files.weights, topology: file.topology });
  return await predictNetworkProba(model, prepared(readPreparation(file), features));
}
