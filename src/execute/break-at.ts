import { Session } from 'node:inspector';

/** Makes an attached debugger stop where `work` is called, at the first line of its own. */
export function breakAt(work: unknown): void {
  const session = new Session();
  session.connect();
  session.post('Debugger.enable');
  const place = globalThis as { labbookBreakAt?: unknown };
  place.labbookBreakAt = work;
  // V8's `debug(function)` is there for consoles; no other call sets a breakpoint by the function itself.
  const evaluation = { expression: 'debug(globalThis.labbookBreakAt)', includeCommandLineAPI: true };
  session.post('Runtime.evaluate', evaluation);
  delete place.labbookBreakAt;
}
