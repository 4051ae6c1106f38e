import type { RunEvent } from '../model/event.ts';
import type { Bump } from '../registry/next-version.ts';
import type { SteadyState } from '../run/steady-state.ts';
import type { OpenProject } from './open-project.ts';
import type { RunFacts } from './run-document.ts';

/** What a run with these facts answers: as JSON, and as text without and with colour. */
type AnswerOf = (facts: RunFacts) => SteadyState['answer'];

/** What one run is asked for. */
export interface RunOrder {
  readonly project: OpenProject;
  /** The stages to bring up to date; null for the whole pipeline. */
  readonly selection: ReadonlySet<string> | null;
  readonly isForced: (stage: string) => boolean;
  /** The stage that waits for a debugger. */
  readonly inspected: string | null;
  readonly jobs: number;
  readonly isKeepGoing: boolean;
  /** Whether pipeline.lock is held against, rather than written. */
  readonly isFrozen: boolean;
  /** Whether models of a run that went well become versions. */
  readonly isRegistered: boolean;
  /** Which number of a new model version is raised; null for what fits. */
  readonly bump: Bump | null;
  /** What is said of the experiment. */
  readonly said: {
    readonly name: string | null;
    readonly hypothesis: string | null;
    readonly tags: readonly string[];
  };
  /** As typed: the arguments after `labbook`, and the values of `--set`. */
  readonly argv: readonly string[];
  readonly overrides: readonly string[];
  /** Whether the same arguments would ask for the same again. */
  readonly isRepeatable: boolean;
  /** What is said where there is nothing to do, kept for the next run. */
  readonly answerOf: AnswerOf;
}

export interface RunContext {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
  readonly emit: (event: RunEvent) => void;
}
