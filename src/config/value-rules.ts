import { z } from 'zod';
import type { ValueRule } from '../model/config-problem.ts';

/** Checks of single values. The message of each is no prose: it is the JSON of a `ValueRule`. */
export function rule(value: ValueRule): string {
  return JSON.stringify(value);
}

export function integer(min: number, max: number) {
  const error = rule({ kind: 'integer', min, max });
  return z.int(error).min(min, error).max(max, error);
}

export function oneOf<const T extends readonly [string, ...string[]]>(values: T) {
  return z.enum(values, rule({ kind: 'one-of', values, near: null }));
}

/** A number, of at least `min` and at most `max` where these are given. */
export function numberFrom(min: number | null, max: number | null = null) {
  const error = rule({ kind: 'number', min, max });
  const some = z.number(error);
  const bounded = min === null ? some : some.min(min, error);
  return max === null ? bounded : bounded.max(max, error);
}
