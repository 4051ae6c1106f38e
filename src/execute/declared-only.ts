import { compareText } from '../base/compare-text.ts';

/** Gives the declared entries, and for any other name an error that says which there are. */
export function declaredOnly<T>(
  entries: Readonly<Record<string, T>>,
  { stage, what }: { stage: string; what: 'inputs' | 'outputs' },
): Readonly<Record<string, T>> {
  return new Proxy(entries, {
    get(target, name) {
      if (typeof name === 'symbol' || Object.hasOwn(target, name)) return Reflect.get(target, name);
      // Asked for by `await` and by JSON.stringify of whatever they are given.
      if (name === 'then' || name === 'toJSON') return undefined;
      const names = Object.keys(target).sort(compareText).join(', ') || 'none';
      throw new Error(
        `stage ${stage} declares no ${what.slice(0, -1)} "${name}" (declared: ${names}); ` +
          `add it under stages.${stage}.${what} in pipeline.yaml`,
      );
    },
  });
}
