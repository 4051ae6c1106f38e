import { systemReason } from '../words/system-error-words.ts';

/**
 * What to do where stdout takes no more. A reader that has gone, as in `labbook list | head`, and a terminal
 * that was closed, want no more; anything else, such as a full disk, is told, since the answer is not whole.
 */
export function stdoutRefused(error: NodeJS.ErrnoException): void {
  if (error.code === 'EPIPE' || error.code === 'EIO') process.exit(process.exitCode ?? 0);
  process.exitCode = 1;
  const text = `cannot write to stdout: ${systemReason(error.code ?? error.message)}\n`;
  process.stderr.write(text, () => process.exit(1));
}
