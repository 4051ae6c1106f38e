/**
 * `npm run docs`: the API reference of the package's entries, as HTML in the ignored folder `docs/api`. TypeDoc needs
 * the JavaScript API of an older TypeScript than the one that checks this repository, so that it is given another
 * package by that name. Any warning fails: a link that leads nowhere, a type that no entry exports.
 */
import { readdirSync } from 'node:fs';
import { register } from 'node:module';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const older = import.meta.resolve('typescript-for-docs');
const hooks = `export function resolve(specifier, context, next) {
  return specifier === 'typescript' ? { url: ${JSON.stringify(older)}, shortCircuit: true } : next(specifier, context);
}`;
register(`data:text/javascript,${encodeURIComponent(hooks)}`);

const entries = [
  'index.ts',
  'learn/index.ts',
  'learn/charts/index.ts',
  'sources/extract-stage.ts',
  'testing/test-stage.ts',
];
/** What the documents of `openProject` and of `--json` are made of. */
const vocabulary = readdirSync(join(root, 'src/model')).map((file) => `model/${file}`);
/** Types that only spell out others. */
const intentionallyNotExported = [
  'src/learn/boosting/boosting-params.ts:boostingParamsSchema',
  'src/learn/boosting/predict-boosted-trees.ts:Features',
  'src/learn/forest/permutation-importance.ts:Truth',
  'src/learn/forest/predict-forest.ts:Features',
  'src/learn/network/network-topology.ts:topologySchema',
  'src/learn/split/split.ts:USED_PARTS',
  'src/model/outcome.ts:OutcomeBase',
  'src/model/problem.ts:PipelineFileProblem',
  'src/model/stage.ts:NamesOf',
  'src/model/stage.ts:ParamsOf',
  'src/testing/test-stage.ts:NamesOf',
  'src/testing/test-stage.ts:ParamsOf',
];

const { Application } = await import('typedoc');
const app = await Application.bootstrap({
  name: 'labbook',
  entryPoints: [...entries, ...vocabulary].map((path) => join(root, 'src', path)),
  tsconfig: join(root, 'tsconfig.json'),
  // The types are checked by `npm run check`.
  skipErrorChecking: true,
  readme: 'none',
  intentionallyNotExported,
  excludeInternal: true,
  disableSources: true,
  treatWarningsAsErrors: true,
});
const project = await app.convert();
if (project === undefined) throw new Error('TypeDoc found nothing to convert');
app.validate(project);
await app.generateDocs(project, process.argv[2] ?? join(root, 'docs/api'));
process.exitCode = app.logger.hasErrors() || app.logger.hasWarnings() ? 1 : 0;
