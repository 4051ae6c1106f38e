import { execFile } from 'node:child_process';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { numberPipeline } from '../support/number-pipeline.ts';
import { type TemporaryProject, temporaryProject } from '../support/temporary-project.ts';

const tsc = resolve(import.meta.dirname, '../../node_modules/typescript/bin/tsc');
const tsconfig = {
  compilerOptions: {
    target: 'ES2023',
    module: 'NodeNext',
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    types: ['node'],
    allowImportingTsExtensions: true,
  },
  include: ['stages/powers.ts', '.labbook/types.d.ts'],
};

/** A stage whose context is named by the stage's name alone. */
const named = (stage: string, line: string) => `import type { RunContext, ViewContext } from 'labbook';
import { z } from 'zod';
export const params = z.object({ power: z.number().default(2) });
export function run(ctx: RunContext<'${stage}'>): void {
  ${line}
}
export function view(ctx: ViewContext<'${stage}'>): void {
  ctx.markdown(ctx.outputs.list.path + ctx.params.power.toFixed(1));
}
`;

async function mistakes(project: TemporaryProject, code: string): Promise<string> {
  project.write('stages/powers.ts', code);
  const told = await promisify(execFile)(process.execPath, [tsc, '-p', project.root]).catch(
    (error: { stdout: string }) => error,
  );
  return told.stdout;
}

test("RunContext<'powers'> knows the names and parameters of pipeline.yaml, and nothing else", async () => {
  using project = temporaryProject({ ...numberPipeline, 'tsconfig.json': JSON.stringify(tsconfig) });
  project.link('@types');
  const { stdout } = await project.run('types');
  assert.is(stdout, '.labbook/types.d.ts\n');
  const fine = 'const sum: number = ctx.params.power + ctx.inputs.list.path.length; void sum;';
  assert.is(await mistakes(project, named('powers', fine)), '');
  assert.match(await mistakes(project, named('powers', 'ctx.inputs.lists.path;')), "'lists' does not exist");
  assert.match(await mistakes(project, named('powers', 'ctx.params.powr;')), "'powr' does not exist");
  assert.match(await mistakes(project, named('powers', "ctx.identify('sum', '' as never);")), 'TS2345');
  assert.match(await mistakes(project, named('power', 'ctx.inputs.list.path;')), 'TS2339');
  // The generic form stays.
  const generic = named('powers', fine).replaceAll("<'powers'>", "<typeof params, 'list', 'list'>");
  assert.is(await mistakes(project, generic), '');
});

test('a run writes the types as well, and again only where pipeline.yaml names other stages', async () => {
  using project = temporaryProject(numberPipeline);
  await project.run('run', 'numbers');
  const written = project.read('.labbook/types.d.ts');
  assert.match(written, '"powers": {\n      inputs: "list";\n      outputs: "list";');
  assert.match(written, '"numbers": {\n      inputs: never;');
  const again = await project.run('types', '--json');
  assert.equal(JSON.parse(again.stdout), {
    schema: 'labbook.types/1',
    path: '.labbook/types.d.ts',
    changed: false,
  });
  const yaml = project.read('pipeline.yaml').replace('sum: data/sum.json', 'total: data/sum.json');
  project.write('pipeline.yaml', yaml);
  assert.is((await project.run('types')).stdout, '.labbook/types.d.ts\n');
  assert.match(project.read(join('.labbook', 'types.d.ts')), 'outputs: "total"');
});

test('a mistake in pipeline.yaml is told, and nothing is written', async () => {
  using project = temporaryProject({ ...numberPipeline, 'pipeline.yaml': 'version: 1\nstags: {}\n' });
  const { exitCode, stderr } = await project.run('types');
  assert.is(exitCode, 2);
  assert.match(stderr, 'unknown key "stags"');
});

test.run();
