import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Json } from '../base/json.ts';
import type { Command, CommandInput } from '../commands/command.ts';
import type {
  CompareDocument,
  ListDocument,
  RunDocument,
  ShowDocument,
  StatusDocument,
} from '../model/document.ts';
import type { RunEvent } from '../model/event.ts';
import type { Problem } from '../model/problem.ts';

/** What `plan` and `run` look at a project with. */
export interface PlanOptions {
  /** As `--set`: `{ 'params.window': 14 }`. */
  readonly set?: Readonly<Record<string, Json>>;
  /** Connect to no database: use the last snapshots. */
  readonly isOffline?: boolean;
  /** Read every file, instead of believing its size and times. */
  readonly isParanoid?: boolean;
}

/** What a run is told: the flags of `labbook run`. */
export interface RunOptions extends PlanOptions {
  /** Only these and what they read from; then there is no experiment. Default: all. */
  readonly stages?: readonly string[];
  /** Run the stages named, or all, although their results are known. */
  readonly isForced?: boolean;
  /** Cores that stages use together. Default: all. */
  readonly jobs?: number;
  readonly isKeepGoing?: boolean;
  readonly isFrozen?: boolean;
  readonly name?: string;
  readonly hypothesis?: string;
  readonly tags?: readonly string[];
  /** Stops the run: what has finished stands. Aborted before the first stage, `run` rejects with its reason. */
  readonly signal?: AbortSignal;
  readonly onEvent?: (event: RunEvent) => void;
}

export interface ListOptions {
  /** An expression of DuckDB's SQL, as of `labbook list --where`. */
  readonly where?: string;
  readonly sort?: string;
  /** Default: 30; 0 for all. */
  readonly limit?: number;
}

/**
 * A project, as a program uses it. Each method gives the document that the command prints with `--json`, whose
 * `schema` names its version, and rejects with a `ProjectError` where the command would exit with 2. A stage that
 * fails is no error: `run` then says `state: 'failed'`.
 */
export interface Project {
  /** Absolute path of the folder of pipeline.yaml. */
  readonly root: string;
  /** What would run and why, as `labbook status`. */
  plan(options?: PlanOptions): Promise<StatusDocument>;
  /** Brings the pipeline up to date, records and reports, as `labbook run`. */
  run(options?: RunOptions): Promise<RunDocument>;
  list(options?: ListOptions): Promise<ListDocument>;
  /** An id, its beginning, its words, `latest` (the default) or `latest~1`. */
  show(id?: string): Promise<ShowDocument>;
  /** The verdicts of each experiment against the first, or against `baseline`; writes the page as well. */
  compare(ids: readonly string[], options?: { readonly baseline?: string }): Promise<CompareDocument>;
}

/** What cannot be done as it was asked for: every problem as facts, and in words as the message. */
export class ProjectError extends Error {
  override name = 'ProjectError';
  readonly problems: readonly Problem[];

  constructor(message: string, problems: readonly Problem[]) {
    super(message);
    this.problems = problems;
  }
}

/**
 * Opens the project whose pipeline.yaml stands in `folder`; reads nothing yet. `env` is what the pipeline sees of the
 * environment, by default the process's own. Rejects with a `ProjectError` where there is no pipeline.yaml.
 */
export async function openProject(
  folder: string,
  { env = process.env }: { readonly env?: Readonly<Record<string, string | undefined>> } = {},
): Promise<Project> {
  const root = resolve(folder);
  if (!existsSync(join(root, 'pipeline.yaml'))) throw await errorOf([{ kind: 'no-such-project', folder }]);
  const ask = async <Document>(command: Command, asked: Asked): Promise<Document> => {
    const { styleOf } = await import('../words/style.ts');
    const { positionals = [], signal = new AbortController().signal, onEvent = () => undefined } = asked;
    const flags: Record<string, boolean | string | readonly string[]> = {};
    for (const [name, value] of Object.entries(asked.flags)) if (value !== undefined) flags[name] = value;
    const input = { positionals, flags, argv: argvOf(command.name, positionals, flags) };
    const answer = await command.run(input, { root, env, signal, emit: onEvent, style: styleOf(80, false) });
    if (answer.exitCode === 2) throw await errorOf(answer.problems ?? []);
    return answer.json as Document;
  };
  return {
    root,
    plan: async (options = {}) =>
      await ask((await import('../commands/status.ts')).statusCommand, { flags: planFlags(options) }),
    run: async (options = {}) =>
      await ask((await import('../commands/run.ts')).runCommand, {
        positionals: options.stages ?? [],
        flags: { ...planFlags(options), ...runFlags(options) },
        signal: options.signal,
        onEvent: options.onEvent,
      }),
    list: async ({ where, sort, limit } = {}) =>
      await ask((await import('../commands/list.ts')).listCommand, {
        flags: { where, sort, limit: limit === undefined ? undefined : String(limit) },
      }),
    show: async (id = 'latest') =>
      await ask((await import('../commands/show.ts')).showCommand, { positionals: [id], flags: {} }),
    compare: async (ids, { baseline } = {}) =>
      await ask((await import('../commands/compare.ts')).compareCommand, {
        positionals: ids,
        flags: { baseline },
      }),
  };
}

interface Asked {
  readonly positionals?: readonly string[];
  readonly flags: Readonly<Record<string, boolean | string | readonly string[] | undefined>>;
  readonly signal?: AbortSignal | undefined;
  readonly onEvent?: ((event: RunEvent) => void) | undefined;
}

function planFlags({ set = {}, isOffline, isParanoid }: PlanOptions): Asked['flags'] {
  // JSON is YAML as well.
  const overrides = Object.entries(set).map(([path, value]) => `${path}=${JSON.stringify(value)}`);
  return { set: overrides.length === 0 ? undefined : overrides, offline: isOffline, paranoid: isParanoid };
}

function runFlags(options: RunOptions): Asked['flags'] {
  const { isForced, jobs, isKeepGoing, isFrozen, name, hypothesis, tags } = options;
  const flags = { force: isForced, 'keep-going': isKeepGoing, frozen: isFrozen, name, hypothesis, tag: tags };
  return { ...flags, jobs: jobs === undefined ? undefined : String(jobs) };
}

/** What would have to be typed for it; the record keeps it. */
function argvOf(
  name: string,
  positionals: readonly string[],
  flags: CommandInput['flags'],
): readonly string[] {
  const typed = Object.entries(flags).flatMap(([flag, value]) => {
    if (typeof value === 'boolean') return value ? [`--${flag}`] : [];
    return [value].flat().flatMap((one) => [`--${flag}`, one]);
  });
  return [name, ...positionals, ...typed];
}

async function errorOf(problems: readonly Problem[]): Promise<ProjectError> {
  const { describeProblem } = await import('../words/describe-problem.ts');
  return new ProjectError(problems.map(describeProblem).join('\n\n'), problems);
}
