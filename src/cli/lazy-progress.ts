import type { RunEvent } from '../model/event.ts';
import type { TerminalProgress } from './terminal-progress.ts';

/** Progress on stderr, whose code is loaded with the first event: most commands have none. */
export function lazyProgress(root: string): {
  emit(event: RunEvent): void;
  /** Tells that the run is to stop, above the live lines where there are any. */
  stopping(): void;
  end(): Promise<void>;
} {
  const early: RunEvent[] = [];
  let loading: Promise<void> | null = null;
  let loaded: TerminalProgress | null = null;

  async function load(): Promise<void> {
    const { terminalProgress } = await import('./terminal-progress.ts');
    loaded = terminalProgress({ stream: process.stderr, env: process.env, root });
    for (const event of early) loaded.emit(event);
  }

  return {
    emit(event) {
      if (loaded !== null) loaded.emit(event);
      else early.push(event);
      loading ??= load();
    },
    stopping() {
      const again = 'Press Ctrl-C again to stop at once.';
      if (loaded === null) process.stderr.write(`\nStopping. ${again}\n`);
      else loaded.say(`Stopping; finished stages stay cached. ${again}`);
    },
    async end() {
      await loading;
      loaded?.end();
    },
  };
}
