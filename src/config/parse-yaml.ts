import { type Document, isAlias, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml';
import type { Json } from '../base/json.ts';
import type { ConfigProblem } from '../model/config-problem.ts';
import type { Span } from '../model/span.ts';
import { childPath } from './document-path.ts';
import type { SourceText } from './source-text.ts';

/** A YAML text as plain values, with the place of every value and key. */
export interface ParsedYaml {
  readonly value: Json;
  /** Path → place of the value; of the key, for a mapping or list that stands in a mapping. */
  readonly values: ReadonlyMap<string, Span>;
  readonly keys: ReadonlyMap<string, Span>;
  /** Path → the offsets of a scalar's source, to look inside it. */
  readonly ranges: ReadonlyMap<string, readonly [number, number]>;
  readonly problems: readonly ConfigProblem[];
  /** Whether the text could not be read as YAML, so that its value means nothing. */
  readonly isBroken: boolean;
}

/** What a pipeline may hold: twenty thousand stages, and far below what fills memory. */
const maxValues = 300_000;
/** What aliases may expand to, which takes no room in the file. */
const maxAliased = 50_000;
const maxDepth = 64;

/** Reads YAML 1.2 with merge keys. Never throws, whatever the text. */
export function parseYaml(source: SourceText): ParsedYaml {
  const values = new Map<string, Span>();
  const keys = new Map<string, Span>();
  const ranges = new Map<string, readonly [number, number]>();
  const problems: ConfigProblem[] = [];
  let count = 0;
  let aliased = 0;
  let aliasesAround = 0;

  const parsed = parseOrNull(source.text);
  if (parsed === null) {
    problems.push({ kind: 'yaml-too-complex', limit: 'depth', max: maxDepth, span: source.span(0, 1) });
    return { value: null, values, keys, ranges, problems, isBroken: true };
  }
  const document: Document = parsed;
  problems.push(...syntaxProblems(document, source));
  if (problems.length > 0) return { value: null, values, keys, ranges, problems, isBroken: true };

  class TooComplex extends Error {}

  function tooComplex(limit: 'values' | 'depth', span: Span): never {
    const max = limit === 'depth' ? maxDepth : aliased > maxAliased ? maxAliased : maxValues;
    problems.push({ kind: 'yaml-too-complex', limit, max, span });
    throw new TooComplex();
  }

  function spanOf(node: Node): Span {
    const [from, to] = node.range ?? [0, 1];
    return source.span(from, to);
  }

  function read(node: unknown, path: string, depth: number, keySpan: Span | null): Json {
    const place = node as Node | null;
    const span = place?.range ? spanOf(place) : (keySpan ?? source.span(0, 1));
    count += 1;
    if (aliasesAround > 0) aliased += 1;
    if (count > maxValues || aliased > maxAliased) tooComplex('values', span);
    if (depth > maxDepth) tooComplex('depth', span);
    values.set(path, (isMap(node) || isSeq(node)) && keySpan !== null ? keySpan : span);
    if (isAlias(node)) {
      const target = node.resolve(document);
      aliasesAround += 1;
      const value = read(target, path, depth + 1, span);
      aliasesAround -= 1;
      return value;
    }
    if (isMap(node)) {
      const object: Record<string, Json> = {};
      const merged: Record<string, Json>[] = [];
      const lines = new Map<string, number>();
      for (const pair of node.items) {
        const keyNode = pair.key as Node;
        const span = keyNode?.range ? spanOf(keyNode) : source.span(0, 1);
        if (!isScalar(keyNode)) {
          problems.push({ kind: 'yaml-syntax', detail: 'A key must be plain text', span });
          continue;
        }
        const key = keyText(keyNode.value, keyNode.source);
        if (key === '<<' && (isAlias(pair.value) || isSeq(pair.value))) {
          const given = read(pair.value, childPath(path, '<<'), depth + 1, span);
          for (const part of Array.isArray(given) ? given : [given]) {
            if (typeof part === 'object' && part !== null && !Array.isArray(part)) merged.push({ ...part });
          }
          continue;
        }
        const firstLine = lines.get(key);
        if (firstLine !== undefined) problems.push({ kind: 'duplicate-key', key, firstLine, span });
        if (firstLine !== undefined) continue;
        lines.set(key, span.line);
        if (key === '__proto__') {
          problems.push({ kind: 'bad-name', what: 'param', given: key, span });
          continue;
        }
        const at = childPath(path, key);
        keys.set(at, span);
        object[key] = read(pair.value, at, depth + 1, span);
      }
      return Object.assign({}, ...merged.reverse(), object);
    }
    if (isSeq(node)) {
      return node.items.map((item, i) => read(item, childPath(path, String(i)), depth + 1, null));
    }
    if (!isScalar(node)) return null;
    if (place?.range) ranges.set(path, [place.range[0], place.range[1]]);
    const value: unknown = node.value;
    if (typeof value === 'number') {
      const isExact =
        Number.isFinite(value) && (!Number.isInteger(value) || isExactInteger(value, node.source));
      if (isExact) return value;
      problems.push({
        kind: 'bad-value',
        at: path,
        given: node.source ?? String(value),
        rule: { kind: 'exact-number' },
        span,
      });
      return null;
    }
    return typeof value === 'string' || typeof value === 'boolean' ? value : null;
  }

  try {
    const value = document.contents === null ? null : read(document.contents, '', 0, source.span(0, 1));
    return { value, values, keys, ranges, problems, isBroken: false };
  } catch (error) {
    if (!(error instanceof TooComplex)) throw error;
    return { value: null, values, keys, ranges, problems, isBroken: true };
  }
}

/** What the parser complains of, without the complaints that only follow from an earlier one. */
function syntaxProblems(document: Document, source: SourceText): readonly ConfigProblem[] {
  const problems: ConfigProblem[] = [];
  const lines = new Set<number>();
  for (const { code, message, pos } of [...document.errors, ...document.warnings]) {
    const span = source.span(pos[0], pos[1]);
    if (code === 'RESOURCE_EXHAUSTION' || message.includes('call stack')) {
      return [{ kind: 'yaml-too-complex', limit: 'depth', max: maxDepth, span }];
    }
    const isFollowing = lines.size > 0 && message.includes('in YAML stream');
    if (isFollowing || lines.has(span.line) || problems.length === 10) continue;
    lines.add(span.line);
    const detail =
      code === 'MULTIPLE_DOCS' ? 'a second document begins after `---`, and one is all there is' : message;
    problems.push({ kind: 'yaml-syntax', detail, span });
  }
  return problems;
}

function keyText(value: unknown, source: string | undefined): string {
  return typeof value === 'string' ? value : (source ?? String(value));
}

/** Above 2^53 neighbours share a double; exponents say by themselves that they are rounded. */
function isExactInteger(value: number, source: string | undefined): boolean {
  return Number.isSafeInteger(value) || !/^[-+]?\d+$/.test(source ?? '');
}

/** Null where the text nests so deeply that the recursive parser runs out of stack. */
function parseOrNull(text: string): Document | null {
  try {
    return parseDocument(text, {
      lineCounter: new LineCounter(),
      prettyErrors: false,
      uniqueKeys: false,
      // A quieter one drops what stands after a `---` without a word.
      logLevel: 'error',
    });
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}
