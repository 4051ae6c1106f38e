import { signalGroups, stopChildren } from '../base/child-groups.ts';

export const exitInterrupted = 130;

/** What asks the command to stop: Ctrl-C, `kill`, and the end of its terminal. */
const stopSignals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * The first such signal asks the command to stop, a second one does not wait for it. Ctrl-Z stops the stages
 * along with us, which no terminal knows of, and `fg` lets them go on.
 */
export function interrupts(tell: () => void): {
  readonly signal: AbortSignal;
  isInterrupted(): boolean;
  release(): void;
} {
  const controller = new AbortController();
  const handlers: [NodeJS.Signals, () => void][] = [
    ...stopSignals.map((name): [NodeJS.Signals, () => void] => [name, stop]),
    ['SIGTSTP', suspend],
    ['SIGCONT', () => signalGroups('SIGCONT')],
  ];
  for (const [name, handler] of handlers) process.on(name, handler);

  function stop(): void {
    if (controller.signal.aborted) process.exit(exitInterrupted);
    tell();
    controller.abort();
    stopChildren();
  }

  function suspend(): void {
    signalGroups('SIGSTOP');
    process.kill(process.pid, 'SIGSTOP');
  }

  return {
    signal: controller.signal,
    isInterrupted: () => controller.signal.aborted,
    release() {
      for (const [name, handler] of handlers) process.off(name, handler);
    },
  };
}
