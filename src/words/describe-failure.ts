import { shortDigest } from '../base/digest.ts';
import type { SourceFrame, StageFailure } from '../model/stage-failure.ts';
import { folderFaults } from './describe-folder-problem.ts';
import { describeSourceProblem } from './describe-source-problem.ts';
import { formatSeconds } from './format-value.ts';
import { systemMessageWords } from './system-error-words.ts';

export interface FailureWords {
  readonly headline: string;
  /** What to do about it, or an empty text. */
  readonly help: string;
  /** Where in the project's own code, innermost first. */
  readonly frames: readonly SourceFrame[];
  /** What the process wrote last, or an empty text. */
  readonly output: string;
}

/** A stage's failure in words for a page. */
export function describeFailure(failure: StageFailure): FailureWords {
  const words = { help: '', frames: 'frames' in failure ? failure.frames : [], output: '' };
  switch (failure.kind) {
    case 'threw':
      return { ...words, headline: `${failure.name}: ${failure.message}` };
    case 'undeclared-access':
      return {
        ...words,
        headline: `It ${failure.access === 'read' ? 'read' : 'wrote'} ${failure.path}, which pipeline.yaml does not declare for it`,
        help: `Add the file to the stage's ${failure.access === 'read' ? 'inputs' : 'outputs'} in pipeline.yaml, so that a change of it is noticed.`,
      };
    case 'undeclared-network':
      return {
        ...words,
        headline: `It tried to reach ${failure.address}, and pipeline.yaml declares no network for it`,
        help: 'Give the stage `network: true` (it then runs each time) or `network: { every: 1d }`, or declare a file.',
      };
    case 'undeclared-program':
      return {
        ...words,
        headline: `It started ${failure.program}, which pipeline.yaml does not declare for it`,
        help: `Add to the stage: program: [${[...failure.declared, failure.program].join(', ')}]`,
      };
    case 'program-failed':
      return programFailure(failure);
    case 'output-missing':
      return {
        ...words,
        headline: `It ended without writing its output ${failure.output} (${failure.path})`,
        help: `Write the file at ctx.outputs.${failure.output}.path, or take the output out of pipeline.yaml.`,
      };
    case 'folder-refused':
      return {
        ...words,
        headline: `The folder of its output ${failure.output} holds ${failure.path}, ${folderFaults[failure.fault]}`,
        help: 'A folder is kept as plain files, so that it can be restored anywhere.',
      };
    case 'input-moved':
      return {
        ...words,
        headline: `Its input ${failure.input} (${failure.path}) changed while it ran`,
        help: 'The result was used for nothing. Run again when nothing else writes that file.',
      };
    case 'input-missing':
      return { ...words, headline: `Its input ${failure.input} (${failure.path}) does not exist` };
    case 'export-missing':
      return { ...words, headline: `${failure.file} does not export ${failure.name}` };
    case 'timeout':
      return {
        ...words,
        headline: `It took longer than its timeout of ${formatSeconds(failure.timeoutMs / 1000)}`,
      };
    case 'out-of-memory':
      return {
        ...words,
        headline:
          failure.limitMb === null
            ? 'It ran out of memory: its heap took all that Node gives a process'
            : `It needed more memory than the ${failure.limitMb} MB that pipeline.yaml gives it`,
        help: 'Give it more in pipeline.yaml, such as `resources: { memory: 8GB }`, or let it hold less at a time.',
      };
    case 'malformed':
      return { ...words, headline: `Its process gave a result that is none: ${failure.fault}` };
    case 'died':
      return {
        ...words,
        headline:
          failure.signal === null
            ? `Its process ended with exit code ${failure.exitCode ?? 'unknown'} and without a result`
            : `Its process was ended by ${failure.signal}`,
        help:
          failure.signal === 'SIGKILL'
            ? 'The system ends a process that way where the machine runs out of memory.'
            : '',
        output: failure.stderr,
      };
    case 'inspected':
      return {
        ...words,
        headline: 'It ended by itself under the debugger, and nothing of it is kept',
        help: 'A debugger lifts the check of what a stage reads. Run it without --inspect for its result.',
      };
    case 'cancelled':
      return { ...words, headline: 'It was stopped before it ended' };
    case 'source': {
      const { what, where, fix } = describeSourceProblem(failure.problem, failure);
      return { ...words, headline: `${what}\n  at ${where} in pipeline.yaml`, help: fix };
    }
    case 'snapshot-lost':
      return {
        ...words,
        headline: `The snapshot to be used, ${shortDigest(failure.digest)}, is ${failure.state} in the store`,
        help: `Bring it back (labbook import), or read the source anew: labbook run --refresh ${failure.stage}`,
      };
    case 'store':
      return { ...words, headline: `Its result could not be stored: ${systemMessageWords(failure.message)}` };
  }
}

function programFailure(failure: Extract<StageFailure, { kind: 'program-failed' }>): FailureWords {
  const { program, exitCode, signal, code, stderr } = failure;
  const words = { help: '', frames: [], output: stderr };
  if (code !== null) return { ...words, headline: `${program} could not be started (${code})` };
  if (signal === null)
    return { ...words, headline: `${program} ended with exit code ${exitCode ?? 'unknown'}` };
  const help =
    signal === 'SIGKILL' ? 'The system ends a process that way where the machine runs out of memory.' : '';
  return { ...words, headline: `${program} was ended by ${signal}`, help };
}
