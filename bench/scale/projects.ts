import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A project of the bench: its files by path, relative to its root. */
export type ProjectFiles = Readonly<Record<string, string>>;

/** Writes a project that uses the packages, and the labbook, of `home`. */
export function writeProject(root: string, { home, files }: { home: string; files: ProjectFiles }): void {
  mkdirSync(root, { recursive: true });
  symlinkSync(join(home, 'node_modules'), join(root, 'node_modules'));
  const made = new Set<string>();
  for (const [path, text] of Object.entries(files)) {
    const folder = join(root, path, '..');
    if (!made.has(folder)) mkdirSync(folder, { recursive: true });
    made.add(folder);
    writeFileSync(join(root, path), text);
  }
}

/** Stages over one module; the first ten read a glob of the files, the others what one of those ten made. */
export function wideProject({ stages, files }: { stages: number; files: number }): ProjectFiles {
  const all: Record<string, string> = { ...manifest('wide'), 'stages/one.ts': oneStage };
  for (let i = 0; i < files; i++) all[`raw/${String(i % 20).padStart(2, '0')}/part-${i}.txt`] = `${i}\n`;
  const specs = count(stages, (i) => {
    const input = i < 10 ? "'raw/**/*.txt'" : `stage${i % 10}.text`;
    return `  stage${i}:\n    module: stages/one.ts\n    inputs: { from: ${input} }\n    params: { n: ${i} }\n    outputs: { text: data/${i}.txt }\n`;
  });
  return { ...all, 'pipeline.yaml': pipeline('wide', specs) };
}

/** Each stage reads what the one before it made. */
export function chainProject(length: number): ProjectFiles {
  const specs = count(length, (i) => {
    const input = i === 0 ? '' : `    inputs: { from: stage${i - 1}.text }\n`;
    return `  stage${i}:\n    module: stages/one.ts\n${input}    params: { n: ${i} }\n    outputs: { text: data/${i}.txt }\n`;
  });
  return { ...manifest('chain'), 'stages/one.ts': oneStage, 'pipeline.yaml': pipeline('chain', specs) };
}

/** Stages that have nothing to do with one another. */
export function trivialProject(stages: number): ProjectFiles {
  const specs = count(
    stages,
    (i) =>
      `  stage${i}:\n    module: stages/one.ts\n    params: { n: ${i} }\n    outputs: { text: data/${i}.txt }\n`,
  );
  return { ...manifest('trivial'), 'stages/one.ts': oneStage, 'pipeline.yaml': pipeline('trivial', specs) };
}

function pipeline(name: string, stages: readonly string[]): string {
  return `version: 1\nname: ${name}\nstages:\n${stages.join('')}`;
}

function manifest(name: string): ProjectFiles {
  return { 'package.json': `${JSON.stringify({ name, private: true, type: 'module' })}\n` };
}

function count(length: number, text: (i: number) => string): readonly string[] {
  return Array.from({ length }, (_, i) => text(i));
}

const oneStage = `import { writeFileSync } from 'node:fs';
import { z } from 'zod';

export const params = z.object({ n: z.number().int(), factor: z.number().default(1) });

export function run(ctx) {
  writeFileSync(ctx.outputs.text.path, String(ctx.params.n * ctx.params.factor));
}
`;
