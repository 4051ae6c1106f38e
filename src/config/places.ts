import type { ConfigProblem, ConfigProblemFacts } from '../model/config-problem.ts';
import type { Span } from '../model/span.ts';
import type { ParsedYaml } from './parse-yaml.ts';
import type { SourceText } from './source-text.ts';

/** Where the things of a document stand, by path; what is not there stands where its parent does. */
export interface Places {
  value(path: string): Span;
  key(path: string): Span;
  /** Some words inside a text; the whole text where they cannot be told apart in it. */
  words(path: string, words: string): Span;
}

export function placesIn(
  source: SourceText,
  yaml: ParsedYaml,
  {
    origins,
    ...overridden
  }: {
    readonly spans: ReadonlyMap<string, Span>;
    readonly names: ReadonlyMap<string, Span>;
    /** Stage of a matrix → the stage as the file names it. */
    readonly origins: ReadonlyMap<string, string>;
  },
): Places {
  function find(asked: string, spans: ReadonlyMap<string, Span>): Span {
    const path = yaml.values.has(asked) ? asked : writtenPath(asked, origins);
    const given = spans === yaml.keys ? overridden.names : overridden.spans;
    for (let at = path; at !== ''; at = at.slice(0, Math.max(0, at.lastIndexOf('.')))) {
      const span = given.get(at) ?? spans.get(at) ?? yaml.keys.get(at) ?? yaml.values.get(at);
      if (span !== undefined) return span;
    }
    return source.span(0, 1);
  }

  function words(asked: string, part: string): Span {
    const path = writtenPath(asked, origins);
    const range = overridden.spans.has(path) ? undefined : yaml.ranges.get(path);
    const at = range === undefined ? -1 : source.text.slice(...range).indexOf(part);
    return range === undefined || at === -1
      ? find(path, yaml.values)
      : source.span(range[0] + at, range[0] + at + part.length);
  }

  return { value: (path) => find(path, yaml.values), key: (path) => find(path, yaml.keys), words };
}

/** The path in the file of what stands in a stage of a matrix, or is an input that stands for one cell of many. */
function writtenPath(path: string, origins: ReadonlyMap<string, string>): string {
  const [head, id = '', part, name = '', ...rest] = path.split('.');
  if (head !== 'stages' || !path.includes('@')) return path;
  const own = part === 'inputs' ? (name.split('@')[0] ?? name) : name;
  return [head, origins.get(id) ?? id, part, own, ...rest]
    .filter((key) => key !== undefined && key !== '')
    .join('.');
}

/** Adds a mistake to the list: at the value of `path`, at its key, or at some words of its text. */
export type Report = (
  facts: ConfigProblemFacts,
  path: string,
  where?: 'key' | { readonly words: string },
) => void;

export function reporter(places: Places, problems: ConfigProblem[]): Report {
  const told = new Map<string, string>();
  return (facts, path, where) => {
    const span =
      where === undefined
        ? places.value(path)
        : where === 'key'
          ? places.key(path)
          : places.words(path, where.words);
    // One mistake is told once: of a matrix by its first stage, of a value that is looked at twice the first time.
    const place = `${facts.kind} ${span.file} ${span.line} ${span.column} ${span.length}`;
    const former = told.get(place);
    if (former !== undefined && (former === JSON.stringify(facts) || path.includes('@'))) return;
    told.set(place, JSON.stringify(facts));
    problems.push({ ...facts, span });
  };
}
