import { err, ok, type Result } from '../base/result.ts';
import type { SourceProblem } from '../model/source-problem.ts';
import { connectionUrl } from './connection.ts';
import { resolveConnection } from './resolve-connection.ts';
import type { ResolvedSource } from './source-spec.ts';

/** What the process of an extract stage is told by its environment, and not by params, which are recorded. */
export interface ExtractEnvironment {
  readonly source: ResolvedSource;
  /** The stage's name in pipeline.yaml, for messages. */
  readonly stage: string;
  /** The earlier snapshot, where there is one. */
  readonly previousPath: string | null;
  readonly acceptsSchemaChange: boolean;
}

/** The connection's URL is a secret: it stands in the environment of that one process, and nowhere else. */
export function writeExtractEnvironment(told: ExtractEnvironment): Record<string, string> {
  const { connection, ...source } = told.source;
  return {
    LABBOOK_SOURCE_URL: connectionUrl(connection),
    LABBOOK_SOURCE: JSON.stringify({ ...told, source }),
  };
}

export function readExtractEnvironment(
  env: Readonly<Record<string, string | undefined>>,
): Result<ExtractEnvironment, SourceProblem> {
  const url = env.LABBOOK_SOURCE_URL ?? null;
  const resolved = resolveConnection({ url, urlFile: null, env: {} });
  if (!resolved.ok) return resolved;
  if (resolved.value === null) return err({ kind: 'bad-connection', reason: 'the stage was given no URL' });
  const told = JSON.parse(env.LABBOOK_SOURCE ?? '{}') as Omit<ExtractEnvironment, 'source'> & {
    source: Omit<ResolvedSource, 'connection'>;
  };
  return ok({ ...told, source: { ...told.source, connection: resolved.value.connection } });
}
