/**
 * The program that parses parameters by the schemas that stage files export. It runs apart from the engine,
 * since loading a schema runs the project's code.
 */
import { pathToFileURL } from 'node:url';
import { isJsonObject, type Json, type JsonObject } from '../base/json.ts';

export interface ParamsRequest {
  readonly stage: string;
  /** Absolute path of a bundle of the stage's `params` alone. */
  readonly bundle: string;
  readonly params: JsonObject;
}

export type ParamsAnswer =
  | { readonly stage: string; readonly kind: 'parsed'; readonly params: JsonObject }
  | { readonly stage: string; readonly kind: 'rejected'; readonly issues: readonly ParamsIssue[] }
  /** The module could not be loaded, or `params` is not a schema. */
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

async function answer({ stage, bundle, params }: ParamsRequest): Promise<ParamsAnswer> {
  try {
    const { params: schema } = (await import(pathToFileURL(bundle).href)) as { params?: Schema };
    if (typeof schema?.safeParse !== 'function') {
      return { stage, kind: 'broken', message: '`params` is not a zod schema', stack: '' };
    }
    const unknown = unknownKeys(schema, params, []);
    const result = schema.safeParse(params);
    const issues = result.success
      ? unknown
      : [...unknown, ...result.error.issues.map(({ path, message }) => ({ path, message, known: null }))];
    if (issues.length > 0) return { stage, kind: 'rejected', issues };
    const data = result.success ? result.data : null;
    const json = asJson(data);
    return { stage, kind: 'parsed', params: isJsonObject(json) ? { ...params, ...json } : params };
  } catch (error) {
    const { message, stack } = error instanceof Error ? error : new Error(String(error));
    return { stage, kind: 'broken', message, stack: stack ?? '' };
  }
}

/** What JSON cannot hold cannot stand in a recipe; then the values as written stand there instead: null. */
function asJson(data: unknown): Json {
  try {
    return JSON.parse(JSON.stringify(data) ?? 'null') as Json;
  } catch {
    return null;
  }
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
