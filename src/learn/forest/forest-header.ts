import type { ForestModel, OutOfBag } from './forest-model.ts';
import { FOREST_LIMITS, type ForestParams, type ForestTask, resolveForestParams } from './forest-params.ts';

/** What a forest file says before its numbers. */
export type ForestHeader = Pick<
  ForestModel,
  'engine' | 'task' | 'features' | 'params' | 'seed' | 'outOfBag'
> & {
  /** Empty for a regressor. */
  readonly classes: readonly string[];
};

/** The header as its one JSON text: fixed order of keys, no spaces. */
export function headerText(header: ForestHeader): string {
  const { engine, task, features, classes, params, seed, outOfBag } = header;
  const weights = params.classWeight;
  const classWeight =
    weights === null || weights === 'balanced'
      ? weights
      : Object.fromEntries(Object.entries(weights).sort(([a], [b]) => (a < b ? -1 : 1)));
  const { trees, maxDepth, minSamplesLeaf, minSamplesSplit, maxFeatures } = params;
  const { bootstrap, subsample, maxBins, oobScore } = params;
  return JSON.stringify({
    engine,
    task,
    features,
    classes,
    params: {
      trees,
      maxDepth,
      minSamplesLeaf,
      minSamplesSplit,
      maxFeatures,
      bootstrap,
      subsample,
      maxBins,
      classWeight,
      oobScore,
    },
    seed,
    outOfBag: outOfBag === null ? null : { score: outOfBag.score, rows: outOfBag.rows },
  });
}

/** Reads a header; throws an Error that says what is wrong with it. */
export function parseHeader(text: string): ForestHeader {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Error('its header is not JSON');
  }
  if (!isRecord(value) || !isRecord(value.params)) throw new Error('its header is not as it should be');
  const { engine, task, seed } = value;
  if (engine !== 'histogram' && engine !== 'ml-random-forest') throw new Error('its engine is not known');
  if (task !== 'classification' && task !== 'regression') throw new Error('its task is not known');
  if (!isWholeNumber(seed, 2 ** 32 - 1)) throw new Error('its seed is not a 32-bit number');
  const header: ForestHeader = {
    engine,
    task,
    features: distinctNames(value.features, 'feature', FOREST_LIMITS.features),
    classes: task === 'regression' ? [] : distinctNames(value.classes, 'class', FOREST_LIMITS.classes),
    params: resolveForestParams({ task, engine }, value.params as Partial<ForestParams>),
    seed,
    outOfBag: outOfBagOf(value.outOfBag, task),
  };
  // One model has one file: anything that is not what `headerText` writes (an unknown key, a space) is refused.
  if (headerText(header) !== text) throw new Error('its header is not in the canonical form');
  return header;
}

function distinctNames(value: unknown, what: string, most: number): string[] {
  if (!Array.isArray(value) || value.length === 0 || value.length > most) {
    throw new Error(`its ${what} names are not a list of 1 to ${most}`);
  }
  for (const name of value) if (typeof name !== 'string') throw new Error(`a ${what} name is not text`);
  if (new Set(value).size !== value.length) throw new Error(`a ${what} name stands twice`);
  return value as string[];
}

function outOfBagOf(value: unknown, task: ForestTask): OutOfBag | null {
  if (value === null) return null;
  const isRight =
    isRecord(value) &&
    typeof value.score === 'number' &&
    value.score <= 1 &&
    (task === 'regression' || value.score >= 0) &&
    isWholeNumber(value.rows, FOREST_LIMITS.rows);
  if (!isRight) throw new Error('its out-of-bag score is not one');
  return { score: value.score as number, rows: value.rows as number };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isWholeNumber(value: unknown, most: number): value is number {
  return Number.isInteger(value) && (value as number) >= 0 && (value as number) <= most;
}
