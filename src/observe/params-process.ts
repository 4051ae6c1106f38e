/**
 * The program that parses parameters by the schemas that stage files export. It runs apart from the engine,
 * since loading a schema runs the project's code.
 */
import { pathToFileURL } from 'node:url';
import { isJsonObject, type Json, type JsonObject } from '../base/json.ts';
import { randomFrom } from '../base/random.ts';
import { tagged } from '../base/tagged-json.ts';

export interface ParamsRequest {
  readonly stage: string;
  /** Absolute path of a bundle of the stage's `params` alone. */
  readonly bundle: string;
  readonly params: JsonObject;
  /** Names of variables that the stage may read, and its schema may not: parameters are recorded. */
  readonly env: readonly string[];
}

export type ParamsAnswer =
  /** As `tagged` JSON. */
  | { readonly stage: string; readonly kind: 'parsed'; readonly params: JsonObject }
  | { readonly stage: string; readonly kind: 'rejected'; readonly issues: readonly ParamsIssue[] }
  /** What a parameter becomes hangs on something that is no parameter. */
  | {
      readonly stage: string;
      readonly kind: 'unsteady';
      readonly from: 'clock' | 'environment';
      readonly path: readonly string[];
    }
  /** Loading it reads a file; absolute path. */
  | { readonly stage: string; readonly kind: 'reads'; readonly path: string }
  /** `params` is no zod schema, or none of an object. */
  | { readonly stage: string; readonly kind: 'no-schema' }
  /** The module could not be loaded, or gives what no record can hold. */
  | { readonly stage: string; readonly kind: 'broken'; readonly message: string; readonly stack: string };

export interface ParamsIssue {
  readonly path: readonly (string | number)[];
  readonly message: string;
  /** For a key that the schema does not know: the keys that it does. */
  readonly known: readonly string[] | null;
}

interface Schema {
  safeParse(
    value: unknown,
  ):
    | { success: true; data: unknown }
    | { success: false; error: { issues: { path: (string | number)[]; message: string }[] } };
  readonly shape?: Readonly<Record<string, Schema>>;
  readonly def?: {
    readonly innerType?: Schema;
    readonly catchall?: { readonly def?: { readonly type?: string } };
  };
}

process.once('message', (requests) => void answerAll(requests as readonly ParamsRequest[]));

async function answerAll(requests: readonly ParamsRequest[]): Promise<void> {
  const answers: ParamsAnswer[] = [];
  for (const request of requests) answers.push(await answer(request));
  process.send?.(answers, undefined, undefined, () => process.exit(0));
}

/**
 * Parses three times: what comes out otherwise on another day, with other draws, or with other values of the
 * stage's variables, would be recorded as one value and mean another, or tell a secret.
 */
async function answer(request: ParamsRequest): Promise<ParamsAnswer> {
  const { stage, env } = request;
  const first = await parse(request, 'as it is');
  if (first.kind !== 'parsed') return first;
  for (const from of env.length > 0 ? (['clock', 'environment'] as const) : (['clock'] as const)) {
    const again = await parse(request, from);
    const path = again.kind === 'parsed' ? differenceAt(first.params, again.params, []) : [];
    if (path !== null) return { stage, kind: 'unsteady', from, path };
  }
  return first;
}

async function parse(
  { stage, bundle, params, env }: ParamsRequest,
  what: 'as it is' | 'clock' | 'environment',
): Promise<ParamsAnswer> {
  clock.shiftMs = what === 'clock' ? otherTimeMs : 0;
  Math.random = randomFrom(what === 'clock' ? 2 : 1);
  for (const name of env) {
    if (what === 'environment') process.env[name] = 'labbook-undisclosed';
    else if (given[name] === undefined) delete process.env[name];
    else process.env[name] = given[name];
  }
  try {
    // A module that is asked for anew is loaded anew, and what it reads at its top is read again.
    const url = `${pathToFileURL(bundle).href}?${what.replaceAll(' ', '-')}`;
    const { params: schema } = (await import(url)) as { params?: Schema };
    if (typeof schema?.safeParse !== 'function') return { stage, kind: 'no-schema' };
    const unknown = unknownKeys(schema, params, []);
    const result = schema.safeParse(params);
    const issues = result.success
      ? unknown
      : [...unknown, ...result.error.issues.map(({ path, message }) => ({ path, message, known: null }))];
    if (issues.length > 0) return { stage, kind: 'rejected', issues };
    const json = tagged(result.success ? result.data : null);
    if (!isJsonObject(json)) return { stage, kind: 'no-schema' };
    return { stage, kind: 'parsed', params: json };
  } catch (error) {
    const { message, stack } = error instanceof Error ? error : new Error(String(error));
    const resource = (error as { resource?: unknown } | null)?.resource;
    if (typeof resource === 'string') return { stage, kind: 'reads', path: resource };
    return { stage, kind: 'broken', message, stack: stack ?? '' };
  }
}

/** More than a year, a month, a weekday, an hour: no part of the date is the same. */
const otherTimeMs = ((400 * 24 + 5) * 60 + 7) * 60_000 + 11_123;
const clock = { shiftMs: 0 };
const given = { ...process.env };

const RealDate = Date;
globalThis.Date = new Proxy(RealDate, {
  apply: () => new RealDate(RealDate.now() + clock.shiftMs).toString(),
  construct: (target, given, derived) =>
    Reflect.construct(target, given.length === 0 ? [RealDate.now() + clock.shiftMs] : given, derived),
  get: (target, name) => (name === 'now' ? () => RealDate.now() + clock.shiftMs : Reflect.get(target, name)),
});

/** Where two values part; null where they are equal. */
function differenceAt(a: Json, b: Json, path: readonly string[]): readonly string[] | null {
  if (isJsonObject(a) && isJsonObject(b) && Object.keys(a).join() === Object.keys(b).join()) {
    for (const [key, member] of Object.entries(a)) {
      const found = differenceAt(member, b[key] ?? null, key.startsWith('$') ? path : [...path, key]);
      if (found !== null) return found;
    }
    return null;
  }
  return JSON.stringify(a) === JSON.stringify(b) ? null : path;
}

/** Keys that an object schema would drop in silence: a misspelt parameter must not pass. */
function unknownKeys(schema: Schema, value: Json, path: readonly string[]): readonly ParamsIssue[] {
  let object: Schema | undefined = schema;
  while (object !== undefined && object.shape === undefined) object = object.def?.innerType;
  const shape = object?.shape;
  if (shape === undefined || !isJsonObject(value)) return [];
  const takesMore = object?.def?.catchall !== undefined && object.def.catchall.def?.type !== 'never';
  return Object.entries(value).flatMap(([key, member]): readonly ParamsIssue[] => {
    const at = [...path, key];
    const inner = shape[key];
    if (inner !== undefined) return unknownKeys(inner, member, at);
    return takesMore ? [] : [{ path: at, message: 'unknown parameter', known: Object.keys(shape) }];
  });
}
