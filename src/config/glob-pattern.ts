/** What tells whether a path fits. */
export interface PathPattern {
  test(path: string): boolean;
}

/**
 * The pattern of a glob over paths with forward slashes: `*` and `?` stay within a folder, `**` crosses folders,
 * `[a-z]` and `{csv,json}` are alternatives. A leading dot of a name must be written out. A test takes time by the
 * length of the glob times that of the path, whatever stands in them: all ways to fit are followed side by side.
 */
export function globPattern(glob: string): PathPattern {
  const steps = stepsOf(glob);
  return {
    test(path) {
      let at = reach(steps, { from: [0], next: path[0] });
      for (let i = 0; i < path.length && at.size > 0; i++) {
        const char = path[i] ?? '';
        const from: number[] = [];
        for (const index of at) {
          const step = steps[index];
          if (step?.kind === 'one' && step.fits(char)) from.push(index + 1);
        }
        at = reach(steps, { from, next: path[i + 1] });
      }
      return at.has(steps.length);
    },
  };
}

type Step =
  /** Takes one character, and goes on with the next step. */
  | { readonly kind: 'one'; readonly fits: (char: string) => boolean }
  /** Goes on at each of these steps, without taking a character. */
  | { readonly kind: 'fork'; readonly to: number[] }
  /** Goes on with the next step unless a dot follows. */
  | { readonly kind: 'no-dot' };

/** The steps that a character is taken at, or the end, from some steps on; `next` is the character that follows. */
function reach(
  steps: readonly Step[],
  { from, next }: { readonly from: readonly number[]; readonly next: string | undefined },
): ReadonlySet<number> {
  const seen = new Set<number>();
  const pending = [...from];
  for (let index = pending.pop(); index !== undefined; index = pending.pop()) {
    if (seen.has(index)) continue;
    seen.add(index);
    const step = steps[index];
    if (step?.kind === 'fork') pending.push(...step.to);
    else if (step?.kind === 'no-dot' && next !== '.') pending.push(index + 1);
  }
  return seen;
}

const inName: Step = { kind: 'one', fits: (char) => char !== '/' };

function stepsOf(glob: string): readonly Step[] {
  const steps: Step[] = [];
  /** Of the braces that are open: the fork to the next alternative, and the ends of those before. */
  let braces: { fork: number[]; readonly ends: number[][] } | null = null;
  const fork = (...to: number[]): number[] => {
    steps.push({ kind: 'fork', to });
    return to;
  };
  /** Any number of times what `body` adds. */
  const repeated = (body: () => void) => {
    const start = steps.length;
    const to = fork(start + 1);
    body();
    fork(start);
    to.push(steps.length);
  };
  const name = () => {
    steps.push({ kind: 'no-dot' }, inName);
    repeated(() => steps.push(inName));
  };
  const folders = () =>
    repeated(() => {
      name();
      steps.push({ kind: 'one', fits: (char) => char === '/' });
    });

  for (let i = 0; i < glob.length; i++) {
    const char = glob[i] ?? '';
    const isStart = i === 0 || glob[i - 1] === '/';
    if (isStart && glob.startsWith('**/', i)) {
      folders();
      i += 2;
    } else if (isStart && glob.slice(i) === '**') {
      folders();
      name();
      i += 1;
    } else if (char === '*' || char === '?') {
      if (isStart) steps.push({ kind: 'no-dot' });
      if (char === '?') steps.push(inName);
      else repeated(() => steps.push(inName));
    } else if (char === '{' && glob.indexOf('}', i) !== -1 && braces === null) {
      braces = { fork: fork(steps.length + 1), ends: [] };
    } else if (char === ',' && braces !== null) {
      braces.ends.push(fork());
      braces.fork.push(steps.length);
      braces.fork = fork(steps.length + 1);
    } else if (char === '}' && braces !== null) {
      for (const end of braces.ends) end.push(steps.length);
      braces = null;
    } else if (char === '[' && glob.indexOf(']', i + 2) !== -1) {
      const end = glob.indexOf(']', i + 2);
      const fits = characterClass(glob.slice(i + 1, end));
      steps.push({ kind: 'one', fits });
      i = end;
    } else steps.push({ kind: 'one', fits: (given) => given === char });
  }
  for (const end of braces?.ends ?? []) end.push(steps.length);
  return steps;
}

/** Never the end of a folder's name, whatever the class leaves out. */
function characterClass(inside: string): (char: string) => boolean {
  const isNot = inside.startsWith('!') || inside.startsWith('^');
  const body = isNot ? inside.slice(1) : inside;
  const ranges: (readonly [string, string])[] = [];
  for (let i = 0; i < body.length; i++) {
    const first = body[i] ?? '';
    const isRange = body[i + 1] === '-' && i + 2 < body.length;
    ranges.push([first, isRange ? (body[i + 2] ?? '') : first]);
    if (isRange) i += 2;
  }
  return (char) => {
    const isIn = ranges.some(([first, last]) => first <= char && char <= last);
    return isNot ? !isIn && char !== '/' : isIn;
  };
}
