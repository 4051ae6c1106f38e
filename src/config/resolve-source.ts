import { timerMs } from '../base/timer-ms.ts';
import type { SourceSpec } from '../model/pipeline.ts';
import { checkPath } from './check-path.ts';
import type { SourceShape } from './pipeline-schema.ts';
import type { Report } from './places.ts';
import type { ProjectFiles } from './project-files.ts';
import { durationMs } from './quantities.ts';

export interface SourceSurroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly files: ProjectFiles;
  readonly report: Report;
}

const defaultConnectMs = 10_000;
const envReference = /\$\{env\.([A-Za-z_][A-Za-z0-9_]*)(?::-([^{}]*))?\}/g;

/** Fills in a source's defaults and environment. Problems never carry the value of a variable or a URL. */
export function resolveSource(
  id: string,
  shape: Partial<SourceShape>,
  around: SourceSurroundings,
): SourceSpec {
  const { report, files } = around;
  const at = `sources.${id}`;
  const urlFrom: string[] = [];
  const url = fromEnvironment(shape.url ?? '', `${at}.url`);
  if (holdsPassword(shape.url ?? '')) {
    report({ kind: 'secret-in-file', at: `${at}.url` }, `${at}.url`);
  } else if (url !== '' && !url.includes('${') && !/^postgres(ql)?:\/\//.test(url)) {
    report({ kind: 'bad-url', at: `${at}.url` }, `${at}.url`);
  }
  const urlFile = fromEnvironment(shape.urlFile ?? '', `${at}.urlFile`);
  const seed = shape.embedded?.seed;
  if (seed !== undefined) {
    const path = checkPath(seed, { at: `${at}.embedded.seed`, files, report });
    if (path !== null && !files.fileExists(path)) {
      report({ kind: 'missing-file', what: 'seed module', path, owner: id }, `${at}.embedded.seed`);
    }
  }

  const seedFiles: string[] = [];
  for (const [i, written] of (shape.embedded?.files ?? []).entries()) {
    const place = `${at}.embedded.files.${i}`;
    const path = checkPath(written, { at: place, files, report });
    if (path === null) continue;
    if (!files.fileExists(path)) report({ kind: 'missing-file', what: 'seed file', path, owner: id }, place);
    seedFiles.push(path);
  }

  /** A text with its `${env.…}` put in. */
  function fromEnvironment(text: string, path: string): string {
    for (const [words] of text.matchAll(/\$\{[^{}]*\}/g)) {
      if (words.match(envReference) !== null) continue;
      const what = words.startsWith('${params') ? 'params' : 'other';
      report({ kind: 'misplaced-reference', given: words, what, at: path }, path, { words });
    }
    return text.replace(envReference, (words, name: string, fallback: string | undefined) => {
      if (path.endsWith('.url')) urlFrom.push(name);
      const value = around.env[name];
      if (value !== undefined && value !== '') return value;
      if (fallback === undefined) report({ kind: 'unset-env', name }, path, { words });
      return fallback ?? '';
    });
  }

  const statementMs = durationMs(shape.statementTimeout ?? '');
  return {
    id,
    kind: 'postgres',
    url: url === '' ? null : url,
    urlFrom,
    urlFile: urlFile === '' ? null : urlFile,
    embedded: seed === undefined ? null : { seed, files: seedFiles },
    connectTimeoutMs: timerMs(durationMs(shape.connectTimeout ?? '') ?? defaultConnectMs),
    statementTimeoutMs: statementMs === null ? null : timerMs(statementMs),
    retries: shape.retries ?? 0,
  };
}

/** Whether the text itself, rather than the environment, gives a password. */
function holdsPassword(text: string): boolean {
  const written = text.replace(envReference, (_, _name, fallback: string | undefined) => fallback ?? '');
  return /\bpassword\s*=\s*[^\s&]/i.test(written) || /:\/\/[^/?#\s:@]*:[^\s]+@/.test(written);
}
