import type { Columns } from '../columns.ts';
import { applyImputer } from '../scale/apply-imputer.ts';
import { applyScaler } from '../scale/apply-scaler.ts';
import type { ImputerState } from '../scale/fit-imputer.ts';
import type { ScalerState } from '../scale/fit-scaler.ts';
import { readImputer } from '../scale/read-imputer.ts';
import { readScaler } from '../scale/read-scaler.ts';
import { decodeNetwork } from './decode-network.ts';
import { encodeNetwork } from './encode-network.ts';
import type { NetworkModel } from './network-model.ts';
import { predictNetworkProba } from './predict-network-proba.ts';

/** What stands in for missing values and how columns are scaled: fitted on training rows alone. */
export interface Preparation {
  readonly imputer: ImputerState;
  readonly scaler: ScalerState;
}

/** A network with what its features go through first, so that it answers raw features. */
export interface PreparedNetwork {
  readonly model: NetworkModel;
  readonly preparation: Preparation;
}

const format = 'labbook.prepared-network/1';

/** Raw features as a network is given them: filled in, then scaled. */
export function prepareFeatures(
  { imputer, scaler }: Preparation,
  features: Columns,
): Record<string, Float64Array> {
  return applyScaler(scaler, applyImputer(imputer, features));
}

/** A preparation from JSON of unknown origin; throws an `Error` that says what is wrong with it. */
export function readPreparation(value: unknown): Preparation {
  const { imputer, scaler } = (value ?? {}) as { readonly imputer?: unknown; readonly scaler?: unknown };
  return { imputer: readImputer(imputer), scaler: readScaler(scaler) };
}

/**
 * A prepared network as two files: the weights, and a JSON text with the layers, the digest of the weights and
 * the preparation. The registry knows them by the roles `weights` and `topology`.
 */
export function encodePreparedNetwork({ model, preparation }: PreparedNetwork): {
  readonly weights: Uint8Array;
  readonly topology: string;
} {
  const { weights, topology } = encodeNetwork(model);
  const { imputer, scaler } = preparation;
  return { weights, topology: `${JSON.stringify({ format, imputer, scaler, topology }, null, 2)}\n` };
}

/**
 * Reads what `encodePreparedNetwork` wrote. Throws an `Error` that says what is wrong with files that are cut
 * off, changed, or do not fit each other.
 */
export function decodePreparedNetwork(files: {
  readonly weights: Uint8Array;
  readonly topology: string;
}): PreparedNetwork {
  const file = JSON.parse(files.topology) as {
    readonly format?: unknown;
    readonly topology?: unknown;
  } | null;
  if (file?.format !== format)
    throw new Error(`this is no prepared network: its \`format\` is not "${format}"`);
  const preparation = readPreparation(file);
  const model = decodeNetwork({ weights: files.weights, topology: file.topology });
  const prepared = new Set(preparation.scaler.columns.map(({ name }) => name));
  const missing = model.features.find((name) => !prepared.has(name));
  if (missing !== undefined) throw new Error(`its preparation has no column "${missing}"`);
  return { model, preparation };
}

/** Each class's probability for rows of raw features, in the order of the network's classes. */
export async function predictPreparedNetworkProba(
  { model, preparation }: PreparedNetwork,
  features: Columns,
): Promise<Record<string, Float64Array>> {
  return await predictNetworkProba(model, prepareFeatures(preparation, features));
}
