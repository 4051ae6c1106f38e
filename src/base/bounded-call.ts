import { Script } from 'node:vm';

const key = Symbol.for('labbook.bounded-call');
const script = new Script(`globalThis[Symbol.for('labbook.bounded-call')]()`);

/** Says that a call was ended since it took too long. */
export class CallTooSlow extends Error {
  override readonly name = 'CallTooSlow';
}

/**
 * Calls a function and ends it after so many milliseconds, wherever it is: in a loop without an end, in a regular
 * expression that tries every way. Bounds what the call does before it returns or first waits; of an asynchronous
 * function the rest goes on unbounded. Throws `CallTooSlow`, or what the function throws.
 */
export function boundedCall<T>(call: () => T, mostMs: number): T {
  const global = globalThis as { [key]?: (() => T) | undefined };
  const outer = global[key];
  global[key] = call;
  try {
    return script.runInThisContext({ timeout: mostMs }) as T;
  } catch (error) {
    const isTimeout = (error as NodeJS.ErrnoException | null)?.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT';
    throw isTimeout ? new CallTooSlow(`it took over ${mostMs} ms`) : error;
  } finally {
    global[key] = outer;
  }
}
