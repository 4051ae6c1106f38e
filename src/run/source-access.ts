import { randomUUID } from 'node:crypto';
import { type Digest, digestOf } from '../base/digest.ts';
import type { JsonObject } from '../base/json.ts';
import { err, ok, type Result } from '../base/result.ts';
import type { Lent } from '../execute/run-job.ts';
import type { Pipeline, StageSpec } from '../model/pipeline.ts';
import type { Fingerprint } from '../model/recipe.ts';
import type { ResultRecord } from '../model/result-record.ts';
import type { StageFailure } from '../model/stage-failure.ts';
import type { SourceState } from '../observe/observe-pipeline.ts';
import { certificateFiles, identityOf } from '../sources/connection.ts';
import { decideOffline, decidePinned, decideRefresh, type HeldSnapshot } from '../sources/decide-refresh.ts';
import { writeExtractEnvironment } from '../sources/extract-environment.ts';
import { extractParams, tableSpecs } from '../sources/parse-extract-params.ts';
import { resolveConnection } from '../sources/resolve-connection.ts';
import { startEmbedded } from '../sources/start-embedded.ts';
import { readResult } from '../store/read-result.ts';
import { refreshText } from '../words/refresh-text.ts';
import { findSnapshot } from './held-snapshot.ts';
import { readLastOutcome } from './last-outcome.ts';
import { type OpenedSource, openSource, type SourceFacts, sourceProblem } from './open-source.ts';
import { readSourceMemory, type SourceMemory, sourceIdentity, writeSourceMemory } from './source-memory.ts';

/** What a run knows and does about the sources of its extract stages. */
export interface SourceAccess {
  /** What the source counts as in the recipe, and why it is read again or not. */
  state(spec: StageSpec, params: JsonObject): Promise<SourceState>;
  /** What the stage needs: declared environment values, and how to reach its source. */
  lend(spec: StageSpec): Promise<Result<Lent, StageFailure>>;
  /** Keeps what the next run needs to tell whether the source changed. */
  remember(spec: StageSpec, result: ResultRecord): Promise<void>;
}

/** The snapshot that pipeline.lock names for a stage, and the result that held it. */
export interface PinnedSnapshot {
  readonly content: Digest;
  readonly fingerprint: Fingerprint;
}

const noSource = { sourceState: null, sourceReason: null, isSourceEmbedded: false, standing: null };

export function makeSourceAccess({
  pipeline,
  facts,
  now,
  isOffline,
  refreshed,
  signal,
  pinned,
}: {
  readonly pipeline: Pipeline;
  readonly facts: SourceFacts;
  readonly now: () => Date;
  readonly isOffline: boolean;
  /** Stages whose sources are to be read anew, whatever their policy. */
  readonly refreshed: readonly string[];
  readonly signal?: AbortSignal | undefined;
  readonly pinned: (stage: string) => Promise<PinnedSnapshot | null>;
}): SourceAccess {
  const opened = new Map<string, OpenedSource>();
  const fresh = new Map<string, Omit<SourceMemory, 'content' | 'takenAt'>>();

  /** The state of a snapshot that stands whatever its source holds now, or why there is none. */
  async function held(
    spec: StageSpec,
    of: {
      content: Digest | null;
      fingerprint: Fingerprint | null;
      params: JsonObject;
      decide: typeof decidePinned;
    },
  ): Promise<SourceState> {
    const last = (await readLastOutcome(facts.store, spec.id))?.fingerprint ?? null;
    const fingerprints = [of.fingerprint, last].filter((one) => one !== null);
    const { content, params } = of;
    const found =
      content === null ? null : await findSnapshot(facts.store, { content, fingerprints, params });
    const { kind, reason } = of.decide(found?.held ?? { kind: 'none' });
    const standing = found?.result ?? null;
    if (kind !== 'hold' || standing === null)
      return err([{ kind: 'no-usable-snapshot', stage: spec.id, reason }]);
    const sourceState = standing.recipe.inputs.source ?? null;
    return ok({ sourceState, sourceReason: refreshText(reason), isSourceEmbedded: false, standing });
  }

  return {
    async state(spec, params) {
      if (spec.work.kind !== 'extract') return ok(noSource);
      const isAsked = refreshed.includes(spec.id);
      if (isAsked && isOffline) {
        return err([{ kind: 'no-usable-snapshot', stage: spec.id, reason: { kind: 'offline-asked' } }]);
      }
      const refresh = isAsked ? 'always' : spec.work.refresh;
      if (refresh === 'pinned') {
        const pin = await pinned(spec.id);
        const { content, fingerprint } = pin ?? { content: null, fingerprint: null };
        return await held(spec, { content, fingerprint, params, decide: decidePinned });
      }
      const sourceSpec = pipeline.sources[spec.work.source];
      if (sourceSpec === undefined) throw new Error(`source ${spec.work.source} is not in the pipeline`);
      const source = await openSource(sourceSpec, { ...facts, stage: spec.id });
      if (!source.ok) return source;
      opened.set(spec.id, source.value);
      if (source.value.kind === 'embedded') {
        // A seed makes the same rows at each run: its code is the state of its server.
        return ok({
          sourceState: source.value.content,
          sourceReason: `seed ${source.value.module} changed`,
          isSourceEmbedded: true,
          standing: null,
        });
      }
      const { connection } = source.value.source;
      const identity = sourceIdentity(identityOf(connection));
      const extract = extractParams.parse(params);
      const memory = await readSourceMemory(facts.store, spec.id);
      const last = memory?.identity === identity ? memory : null;
      if (isOffline) {
        const ageMs = last === null ? 0 : Math.max(0, now().getTime() - Date.parse(last.takenAt));
        const decide = (found: HeldSnapshot) => decideOffline(found, ageMs);
        return await held(spec, { content: last?.content ?? null, fingerprint: null, params, decide });
      }
      let token: string | null = null;
      if (refresh === 'on-change') {
        const { probeSource } = await import('../sources/probe-source.ts');
        const probe = await probeSource({
          source: source.value.source,
          tables: tableSpecs(extract),
          ...(signal === undefined ? {} : { signal }),
        });
        if (!probe.ok) return err([sourceProblem(probe.error, { source: sourceSpec.id, stage: spec.id })]);
        token = probe.value.token;
      }
      const decision = decideRefresh({
        refresh,
        isAsked,
        last: last === null ? null : { ...last, takenAtMs: Date.parse(last.takenAt) },
        nowMs: now().getTime(),
        probe: token,
      });
      const sourceReason = refreshText(decision.reason);
      if (decision.kind === 'reuse') {
        const sourceState = last?.sourceState ?? null;
        return ok({ ...noSource, sourceState, sourceReason });
      }
      const sourceState = digestOf('source-state/1', { identity, token: token ?? randomUUID() });
      fresh.set(spec.id, { identity, sourceState, token });
      return ok({ ...noSource, sourceState, sourceReason });
    },

    async lend(spec) {
      const environment: Record<string, string> = {};
      for (const name of spec.env) {
        const value = facts.env[name];
        if (value !== undefined) environment[name] = value;
      }
      const plain: Lent = { environment, readable: [], release: async () => undefined };
      const source = opened.get(spec.id);
      if (source === undefined) return ok(plain);
      const previousPath = await keptSnapshot(spec, facts);
      const readable = previousPath === null ? [] : [previousPath];
      const acceptsSchemaChange = spec.work.kind === 'extract' && spec.work.schemaChange === 'accept';
      const told = { stage: spec.id, previousPath, acceptsSchemaChange };
      if (source.kind === 'server') {
        const lent = writeExtractEnvironment({ source: source.source, ...told });
        return ok({
          environment: { ...environment, ...lent },
          readable: [...readable, ...certificateFiles(source.source.connection)],
          release: plain.release,
        });
      }
      const started = await startEmbedded({
        bundle: source.bundle,
        name: source.module,
        readable: source.readable,
      });
      if (!started.ok)
        return err({ kind: 'source', source: specSource(spec), stage: spec.id, problem: started.error });
      const connection = resolveConnection({ url: started.value.url, urlFile: null, env: {} });
      if (!connection.ok || connection.value === null) throw new Error('an embedded server gave no URL');
      const sourceSpec = pipeline.sources[specSource(spec)];
      const lent = writeExtractEnvironment({
        source: {
          id: specSource(spec),
          connection: connection.value.connection,
          connectTimeoutMs: sourceSpec?.connectTimeoutMs ?? 10_000,
          statementTimeoutMs: sourceSpec?.statementTimeoutMs ?? null,
          retries: 0,
        },
        ...told,
      });
      return ok({ environment: { ...environment, ...lent }, readable, release: started.value.close });
    },

    async remember(spec, result) {
      const found = fresh.get(spec.id);
      const [output] = Object.values(result.outputs);
      if (found === undefined || output === undefined) return;
      const memory = { ...found, content: output.content, takenAt: result.ranAt };
      await writeSourceMemory(facts.store, { stage: spec.id, memory });
    },
  };
}

/** The last snapshot as the store holds it; what stands in the project may be another run's. */
async function keptSnapshot(spec: StageSpec, { store, index }: SourceFacts): Promise<string | null> {
  const last = readLastOutcome(store, spec.id);
  const result = last === null ? null : await readResult(store, last.fingerprint);
  const [output] = Object.values(result?.outputs ?? {});
  if (output === undefined) return null;
  const path = store.blob(output.blob);
  return (await index.observe(path))?.digest === output.blob ? path : null;
}

function specSource(spec: StageSpec): string {
  return spec.work.kind === 'extract' ? spec.work.source : '';
}
