import { isDebugged } from '../base/debug.ts';
import { readSteadyState, touchLastRun } from '../run/steady-state.ts';
import { findProject } from './find-project.ts';
import { hasColour } from './has-colour.ts';

/**
 * What `labbook run` answers where nothing has moved since the same run before, or null where the engine has
 * to be asked. Loads none of it.
 */
export function steadyAnswer(argv: readonly string[]): string | null {
  if (argv[0] !== 'run' || isDebugged()) return null;
  try {
    return keptAnswer(argv);
  } catch {
    // Whatever is wrong, the engine finds it, and can tell it.
    return null;
  }
}

function keptAnswer(argv: readonly string[]): string | null {
  const root = findProject(process.cwd());
  if (root === null) return null;
  const plain = argv.filter((arg) => arg !== '--json');
  const state = readSteadyState(root, { argv: plain, env: process.env });
  if (state === null) return null;
  touchLastRun(root, state);
  const { json, text, colouredText } = state.answer;
  if (plain.length < argv.length) return `${JSON.stringify(json, null, 2)}\n`;
  return `${hasColour(process.stdout, process.env) ? colouredText : text}\n`;
}
