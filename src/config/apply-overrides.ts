import { parseDocument } from 'yaml';
import type { Json } from '../base/json.ts';
import { isJsonObject } from '../base/json.ts';
import type { ConfigProblem } from '../model/config-problem.ts';
import type { Span } from '../model/span.ts';
import { pathsBelow, valueAt, withValue } from './document-path.ts';
import { nearName } from './near-name.ts';
import { parseYaml } from './parse-yaml.ts';
import { sourceText } from './source-text.ts';

export interface Overridden {
  readonly value: Json;
  /** Path → the place of the value on the command line, as a span in the file `--set`. */
  readonly spans: ReadonlyMap<string, Span>;
  /** Path → the place of its name there. */
  readonly names: ReadonlyMap<string, Span>;
  readonly problems: readonly ConfigProblem[];
}

/**
 * Puts each `a.b=value` of the command line into the document; the value is read as YAML (`[1, 2]`, `0.05`,
 * `true`, `text`). Settable are `seed`, existing top-level params, and everything of existing stages.
 * Sources are not: what stands on a command line is recorded, and a source may hold a secret.
 */
export function applyOverrides(root: Json, overrides: readonly string[]): Overridden {
  const problems: ConfigProblem[] = [];
  const spans = new Map<string, Span>();
  const names = new Map<string, Span>();
  let value = root;
  for (const given of overrides) {
    const equals = given.indexOf('=');
    const place = sourceText('--set', given);
    const name = equals === -1 ? given : given.slice(0, equals);
    const nameSpan = place.span(0, name.length);
    if (equals === -1) {
      problems.push({ kind: 'bad-override', given: name, reason: 'no-equals', span: nameSpan });
      continue;
    }
    const path = name.split('.');
    const fault = faultOf(value, path, name);
    if (fault !== null) {
      problems.push({ ...fault, span: nameSpan });
      continue;
    }
    const text = given.slice(equals + 1);
    const span = place.span(equals + 1, given.length);
    const parsed = parseYaml(sourceText('--set', text));
    const isPlain = !parsed.isBroken && parsed.problems.length === 0 && isOneLine(text);
    if (!isPlain) {
      problems.push({ kind: 'bad-override', given: text, reason: 'bad-value', span });
      continue;
    }
    value = withValue(value, path, parsed.value);
    for (const known of spans.keys()) if (known.startsWith(`${name}.`)) spans.delete(known);
    spans.set(name, span);
    names.set(name, nameSpan);
  }
  return { value, spans, names, problems };
}

type Fault =
  | Pick<Extract<ConfigProblem, { kind: 'bad-override' }>, 'kind' | 'given' | 'reason'>
  | Pick<Extract<ConfigProblem, { kind: 'unknown-reference' }>, 'kind' | 'what' | 'given' | 'near' | 'known'>;

function faultOf(root: Json, path: readonly string[], name: string): Fault | null {
  const [head, ...rest] = path;
  const bad = (reason: 'bad-path' | 'not-settable' | 'inside-value'): Fault => ({
    kind: 'bad-override',
    given: name,
    reason,
  });
  if (path.some((key) => key === '' || key === '__proto__' || key.length > 200)) return bad('bad-path');
  if (head === 'seed') return rest.length === 0 ? null : bad('inside-value');
  if (head === 'params' && rest.length > 0) {
    const known = pathsBelow(valueAt(root, ['params']));
    if (valueAt(root, path) !== undefined) return null;
    const given = rest.join('.');
    return { kind: 'unknown-reference', what: 'param', given, near: nearName(given, known), known };
  }
  if (head === 'stages' && rest.length > 1) {
    const stages = valueAt(root, ['stages']);
    const known = isJsonObject(stages) ? Object.keys(stages) : [];
    const stage = rest[0] ?? '';
    if (!known.includes(stage)) {
      return { kind: 'unknown-reference', what: 'stage', given: stage, near: nearName(stage, known), known };
    }
    const isInside = rest.slice(1, -1).some((_, i) => {
      const above = valueAt(root, path.slice(0, i + 3));
      return above !== undefined && (typeof above !== 'object' || above === null);
    });
    return isInside ? bad('inside-value') : null;
  }
  return bad('not-settable');
}

/** A scalar or a flow collection, as a shell line holds them. */
function isOneLine(text: string): boolean {
  return !/[\r\n]/.test(text) && parseDocument(text).errors.length === 0;
}
