import { readFileSync } from 'node:fs';
import * as assert from 'uvu/assert';

/** A classifier's fixed inputs and scikit-learn's answers, made by scripts/make-sklearn-fixtures.py. */
export interface ClassifierFixture {
  readonly classes: readonly string[];
  readonly actual: readonly string[];
  readonly predicted: readonly string[];
  readonly probabilities: Readonly<Record<string, Float64Array>>;
}

/** Reads a fixture of test/learn/metrics/fixtures by its name. */
export function sklearnFixture(name: string): {
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly answers: Readonly<Record<string, unknown>>;
} {
  const url = new URL(`../learn/metrics/fixtures/${name}.json`, import.meta.url);
  return JSON.parse(readFileSync(url, 'utf8'));
}

/** The inputs of a classifier's fixture, its probabilities as typed columns. */
export function classifierFixture(name: string): ClassifierFixture {
  const { inputs } = sklearnFixture(name);
  const columns = Object.entries(inputs.probabilities as Record<string, number[]>);
  return {
    classes: inputs.classes as string[],
    actual: inputs.actual as string[],
    predicted: inputs.predicted as string[],
    probabilities: Object.fromEntries(columns.map(([label, values]) => [label, Float64Array.from(values)])),
  };
}

/** Fails unless the numbers agree to 1e-9 (relative above 1); a null answer stands for NaN. */
export function assertAgrees(value: number | ArrayLike<number>, answer: unknown, message: string): void {
  if (typeof value !== 'number') {
    const answers = answer as (number | null)[];
    assert.is(value.length, answers.length, `${message}: length`);
    for (let i = 0; i < value.length; i++) assertAgrees(value[i]!, answers[i], `${message}[${i}]`);
  } else if (answer === null || answer === undefined) {
    assert.ok(Number.isNaN(value) && answer === null, `${message}: ${value} where the answer is ${answer}`);
  } else {
    const expected = answer as number;
    const isNear = Math.abs(value - expected) <= 1e-9 * Math.max(1, Math.abs(expected));
    assert.ok(isNear, `${message}: ${value} is not ${expected}`);
  }
}
