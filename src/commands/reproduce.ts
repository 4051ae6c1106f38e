import { join, relative } from 'node:path';
import { err, ok, type Result } from '../base/result.ts';
import type { Problem } from '../model/problem.ts';
import type { Reason } from '../model/reason.ts';
import type { Reproduction } from '../model/reproduction.ts';
import {
  type SavedCertificate,
  saveCertificate,
  saveCertificateBeside,
} from '../project/save-certificate.ts';
import { isProven, reproduce } from '../reproduce/reproduce.ts';
import { describeReason } from '../words/describe-reason.ts';
import { reproductionText } from '../words/reproduction-text.ts';
import {
  type Command,
  type CommandAnswer,
  type CommandContext,
  type CommandInput,
  hasFlag,
  refused,
  stringFlag,
} from './command.ts';
import { openReference } from './open-reference.ts';
import { runUnderNode } from './run-under-node.ts';

const nothingProven = { schema: 'labbook.reproduction/1', verdict: null };

export const reproduceCommand: Command = {
  name: 'reproduce',
  summary: 'make an experiment again from its record, and prove that it is the same',
  positionals: { label: '<digest, id or file>', min: 1, max: 1 },
  options: {
    from: { type: 'string', label: '<stage>', summary: 'make only this stage and what depends on it' },
    only: { type: 'string', label: '<output>', summary: 'make only what this output needs: train.model' },
    jobs: { type: 'string', label: '<n>', summary: 'cores that stages use together (default: all)' },
    install: { type: 'boolean', summary: 'install the packages of the recorded lock file, with npm' },
    node: { type: 'string', label: '<path or version>', summary: 'run under another Node' },
    tolerance: {
      type: 'string',
      label: '<number>',
      summary: 'let predictions differ by this much (default: 1e-6, and only on another runtime)',
    },
  },
  description: `Finds the experiment that made a digest (of a model, a table, a recipe; its first 6 digits are enough), or the one that an id names, takes its sources, parameters, inputs and snapshot from the store, runs every stage in a folder of its own without any cached result, and compares what comes out.

  labbook reproduce 3fa8c1e0
  labbook reproduce calm-otter --only train-forest.model
  labbook reproduce latest --from evaluate
  labbook reproduce forest@1.0.2
  labbook reproduce calm-otter.labbook

The answer is identical, equivalent (what is predicted agrees within the tolerance) or differs, which names the first stage, file, and tensor or column. Exits with 0 where it is proven, else with 6. The certificate is kept in experiments/<id>/reproductions, as JSON and as a page; that of an archive beside the archive.

The working tree is neither read nor changed, and no database is asked: a snapshot is taken as it was recorded. Packages are those installed here, unless --install is given; where they are not the recorded ones, that is said before it starts.`,

  async run(input, context) {
    const [asked = ''] = input.positionals;
    const node = stringFlag(input, 'node');
    if (node !== null) return await runUnderNode(node, { input, context, document: nothingProven });
    const flags = readFlags(input);
    if (!flags.ok) return refused([flags.error], nothingProven);
    const found = await openReference(context.root, asked);
    if (!found.ok) return refusedReproduction([found.error]);
    await using opened = found.value;
    const { reference, store, archive } = opened;
    const made = await reproduce({
      record: reference.record,
      store,
      asked,
      ...flags.value,
      modules: hasFlag(input, 'install') ? null : join(context.root, 'node_modules'),
      env: context.env,
      signal: context.signal,
      emit: context.emit,
      onChanges: (changes) => tellChanges(changes, context),
    });
    if (!made.ok) return refusedReproduction(made.error);
    const saved =
      archive === null
        ? await saveCertificate(context.root, made.value)
        : await saveCertificateBeside(archive.file, made.value);
    return reproductionAnswer(made.value, { saved, context });
  },
};

/** What a reproduction came to. */
function reproductionAnswer(
  reproduction: Reproduction,
  { saved, context }: { saved: SavedCertificate; context: CommandContext },
): CommandAnswer {
  const [json, page] = [saved.json, saved.page].map((path) => relative(context.root, path));
  return {
    exitCode: isProven(reproduction) ? 0 : 6,
    json: { ...reproduction, certificate: { json, page } },
    text: reproductionText(reproduction, { style: context.style, page: page ?? '' }),
  };
}

const damages: ReadonlySet<string> = new Set(['blob-lost', 'damaged-experiment', 'archive-refused']);

/** A store that lost something is another matter than a wrong request. */
function refusedReproduction(problems: readonly Problem[]): CommandAnswer {
  const isDamage = problems.some(({ kind }) => damages.has(kind));
  return { ...refused(problems, nothingProven), ...(isDamage && { exitCode: 7 }) };
}

interface ReproduceFlags {
  readonly from: string | null;
  readonly only: string | null;
  readonly jobs: number | null;
  readonly tolerance: number | null;
}

function readFlags(input: CommandInput): Result<ReproduceFlags, Problem> {
  const jobs = stringFlag(input, 'jobs');
  if (jobs !== null && !/^[1-9]\d{0,3}$/.test(jobs)) {
    return err({ kind: 'bad-flag-value', flag: 'jobs', given: jobs, takes: { kind: 'count', min: 1 } });
  }
  const given = stringFlag(input, 'tolerance');
  const tolerance = given === null ? null : Number(given);
  if (tolerance !== null && !(tolerance >= 0 && Number.isFinite(tolerance) && given?.trim() !== '')) {
    return err({
      kind: 'bad-flag-value',
      flag: 'tolerance',
      given: given ?? '',
      takes: { kind: 'distance' },
    });
  }
  return ok({
    from: stringFlag(input, 'from'),
    only: stringFlag(input, 'only'),
    jobs: jobs === null ? null : Number(jobs),
    tolerance,
  });
}

function tellChanges(changes: readonly Reason[], { emit }: CommandContext): void {
  const at = new Date().toISOString();
  for (const change of changes) {
    emit({ kind: 'warning', at, stage: null, message: `not as recorded: ${describeReason(change)}` });
  }
}
