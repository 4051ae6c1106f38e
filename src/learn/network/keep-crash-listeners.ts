/**
 * Runs `start` and takes off the listeners with which Emscripten's start-up code would answer the process's
 * uncaught errors and unhandled rejections: they throw again from inside the listener, so that Node ends
 * with another exit code and a stack that points at Emscripten. Listeners of anyone else stay.
 */
export async function keepCrashListeners<T>(start: () => Promise<T>): Promise<T> {
  const before = new Map(EVENTS.map((event) => [event, new Set(listenersOf(event))]));
  try {
    return await start();
  } finally {
    for (const event of EVENTS) {
      for (const listener of listenersOf(event)) {
        if (!before.get(event)?.has(listener) && EMSCRIPTEN.test(String(listener))) {
          process.removeListener(event, listener);
        }
      }
    }
  }
}

type Listener = (...args: unknown[]) => void;

const EVENTS = ['uncaughtException', 'unhandledRejection'] as const;

/** `if (!(ex instanceof ExitStatus)) throw ex` and `throw reason`, as Emscripten's shell.js has them. */
const EMSCRIPTEN = /ExitStatus|throw reason/;

function listenersOf(event: (typeof EVENTS)[number]): Listener[] {
  return process.rawListeners(event) as Listener[];
}
