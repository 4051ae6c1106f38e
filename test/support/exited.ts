import { type ChildProcess, spawn } from 'node:child_process';

/** Runs a program of Node's to its end and gives what it printed; rejects where it fails. */
export async function exited(path: string, ...args: readonly string[]): Promise<string> {
  const child: ChildProcess = spawn(process.execPath, [path, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  let stdout = '';
  let stderr = '';
  child.stdout?.on('data', (chunk) => (stdout += String(chunk)));
  child.stderr?.on('data', (chunk) => (stderr += String(chunk)));
  const code = await new Promise((done) => child.once('close', done));
  if (code !== 0) throw new Error(`${path} ended with ${code}: ${stderr}`);
  return stdout;
}
