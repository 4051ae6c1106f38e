import type { z } from 'zod';
import type { Json } from '../base/json.ts';
import { isJsonObject } from '../base/json.ts';
import type { ConfigProblemFacts, ValueRule } from '../model/config-problem.ts';
import { valueAt } from './document-path.ts';
import { nearName } from './near-name.ts';
import { pipelineSchema } from './pipeline-schema.ts';
import { kindOf, stageKinds } from './stage-kinds.ts';

/** A mistake of shape: facts, and the path of the value (or key) to point at. */
export interface ShapeProblem {
  readonly facts: ConfigProblemFacts;
  readonly path: readonly PropertyKey[];
  /** Whether the key is the mistake rather than its value. */
  readonly isKey: boolean;
}

/** Compares a document with the schema of pipeline.yaml. */
export function shapeProblems(root: Json): readonly ShapeProblem[] {
  const stages = isJsonObject(root) && isJsonObject(root.stages) ? root.stages : {};
  // The stages' union would say "no alternative fits"; each is held against the alternative it was meant as.
  const rest = isJsonObject(root) && isJsonObject(root.stages) ? { ...root, stages: {} } : root;
  const found = problemsOf(pipelineSchema, rest, []);
  const ofStages = Object.entries(stages).flatMap(([id, stage]) =>
    problemsOf(stageKinds[kindOf(stage)].schema, stage, ['stages', id]),
  );
  return [...found, ...ofStages];
}

/** Compares a part of a document, which stands at a path of it, with its schema. */
export function problemsOf(
  schema: z.ZodType,
  value: Json,
  at: readonly PropertyKey[],
): readonly ShapeProblem[] {
  const result = schema.safeParse(value, { error: allowedKeys });
  if (result.success) return [];
  return result.error.issues.flatMap((issue) => fromIssue(issue, { root: value, path: [], at }));
}

/** The message of an unknown key is the list of the keys that its mapping takes. */
const allowedKeys: z.core.$ZodErrorMap = (issue) => {
  if (issue.code !== 'unrecognized_keys') return undefined;
  const definition = issue.inst?._zod.def as { shape?: object } | undefined;
  return JSON.stringify(Object.keys(definition?.shape ?? {}));
};

interface Place {
  readonly root: Json;
  /** The path of the union that holds the issue; issues inside count from there. */
  readonly path: readonly PropertyKey[];
  /** Where `root` stands in the document. */
  readonly at: readonly PropertyKey[];
}

function fromIssue(issue: z.core.$ZodIssue, place: Place): readonly ShapeProblem[] {
  const path = [...place.path, ...issue.path];
  const full = [...place.at, ...path];
  const at = full.map(String).join('.');
  const found = valueAt(place.root, path);
  const key = String(full.at(-1) ?? '');
  if (issue.code === 'unrecognized_keys') {
    const allowed = JSON.parse(issue.message) as string[];
    return issue.keys.map((key) => ({
      facts: { kind: 'unknown-key', at, key, near: nearName(key, allowed), allowed },
      path: [...full, key],
      isKey: true,
    }));
  }
  if (found === undefined && full.length > 0) {
    const parent = full.slice(0, -1);
    return [
      { facts: { kind: 'missing-key', at: parent.map(String).join('.'), key }, path: parent, isKey: true },
    ];
  }
  if (issue.code === 'invalid_union') {
    const fits = issue.errors.filter((branch) => !branch.some(isOfWholeValue));
    const [best] = fits.sort((a, b) => a.length - b.length);
    if (best !== undefined) return best.flatMap((inner) => fromIssue(inner, { ...place, path }));
    // Of several texts, or of a text and a mapping, a text was meant where one was written.
    const texts = issue.errors.flat().find((inner) => typeof found === 'string' && ruleOf(inner) !== null);
    if (texts !== undefined) return fromIssue(texts, { ...place, path });
    const expected = [...new Set(issue.errors.map((branch) => expectedOf(branch[0])))].join(' or ');
    return [
      { facts: { kind: 'wrong-type', at, expected, found: typeName(found) }, path: full, isKey: false },
    ];
  }
  const rule = ruleOf(issue);
  if (rule !== null) {
    const near = rule.kind === 'one-of' ? nearName(String(found), rule.values) : null;
    const given = typeof found === 'object' ? typeName(found) : JSON.stringify(found);
    const told = rule.kind === 'one-of' ? { ...rule, near } : rule;
    return [{ facts: { kind: 'bad-value', at, given, rule: told }, path: full, isKey: false }];
  }
  if (issue.code === 'too_small') return [{ facts: { kind: 'empty', at }, path: full, isKey: false }];
  const facts = { kind: 'wrong-type', at, expected: expectedOf(issue), found: typeName(found) } as const;
  return [{ facts, path: full, isKey: false }];
}

function isOfWholeValue(issue: z.core.$ZodIssue): boolean {
  return issue.path.length === 0 && (issue.code === 'invalid_type' || issue.code === 'invalid_value');
}

function ruleOf(issue: z.core.$ZodIssue): ValueRule | null {
  return issue.message.startsWith('{"kind"') ? (JSON.parse(issue.message) as ValueRule) : null;
}

function expectedOf(issue: z.core.$ZodIssue | undefined): string {
  if (issue?.code !== 'invalid_type') return 'text';
  const names: Readonly<Record<string, string>> = {
    string: 'text',
    object: 'a mapping',
    record: 'a mapping',
    array: 'a list',
    boolean: 'true or false',
  };
  return names[issue.expected] ?? issue.expected;
}

/** What a value is, in the words of messages. */
export function typeName(value: unknown): string {
  if (value === null || value === undefined) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  const names: Readonly<Record<string, string>> = {
    string: 'text',
    number: 'a number',
    boolean: 'true or false',
    object: 'a mapping',
  };
  return names[typeof value] ?? typeof value;
}
