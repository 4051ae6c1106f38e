/** A logger as Vega and Vega-Lite take one, which keeps what was logged as an error and drops the rest. */
export interface CollectingLogger {
  level(level?: number): CollectingLogger;
  error(...messages: readonly unknown[]): CollectingLogger;
  warn(...messages: readonly unknown[]): CollectingLogger;
  info(...messages: readonly unknown[]): CollectingLogger;
  debug(...messages: readonly unknown[]): CollectingLogger;
}

export function collectErrors(into: string[]): CollectingLogger {
  const logger: CollectingLogger = {
    level: () => logger,
    error: (...messages) => {
      into.push(messages.map((part) => (part instanceof Error ? part.message : String(part))).join(' '));
      return logger;
    },
    warn: () => logger,
    info: () => logger,
    debug: () => logger,
  };
  return logger;
}
