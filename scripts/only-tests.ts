/**
 * Loaded before a test file by `npm test -- --only 'name'`: every `import … from 'uvu'` gets the `test` of
 * filtered-uvu.ts, which drops the tests whose name does not hold the words.
 */
import { register } from 'node:module';

const filtered = new URL('./filtered-uvu.ts', import.meta.url).href;
const hooks = `export function resolve(specifier, context, next) {
  const isOurs = specifier === 'uvu' && context.parentURL?.split('?')[0] !== ${JSON.stringify(filtered)};
  return isOurs ? next(${JSON.stringify(filtered)}, context) : next(specifier, context);
}`;
register(`data:text/javascript,${encodeURIComponent(hooks)}`);
