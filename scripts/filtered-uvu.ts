/** What stands for `uvu` under `npm test -- --only`; see only-tests.ts. */
import * as uvu from 'uvu';

const only = process.env.LABBOOK_ONLY_TESTS ?? '';
const fits = (name: unknown) => String(name).includes(only);

export const test: typeof uvu.test = filtered(uvu.test);
export const suite: typeof uvu.suite = (...given) => filtered(uvu.suite(...given));

function filtered<T>(all: uvu.Test<T>): uvu.Test<T> {
  return Object.assign(
    (...[name, run]: Parameters<uvu.Test<T>>) => {
      if (fits(name)) all(name, run);
    },
    all,
    {
      skip: (name?: string) => {
        if (fits(name)) all.skip(name);
      },
    },
  );
}
