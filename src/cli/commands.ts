import type { Command } from '../commands/command.ts';

/** A command as the list of commands shows it, without its code being loaded. */
export interface CommandEntry {
  readonly summary: string;
  readonly group: 'run' | 'read' | 'keep';
  /** Whether it works on a project; others also run where there is no pipeline.yaml. */
  readonly needsProject: boolean;
  load(): Promise<Command>;
}

/** Every command by name, in the order of help. A test compares the summaries with those of the commands. */
export const commands: Readonly<Record<string, CommandEntry>> = {
  run: {
    summary: 'bring the pipeline up to date, record what was done, write the report',
    group: 'run',
    needsProject: true,
    load: async () => (await import('../commands/run.ts')).runCommand,
  },
  status: {
    summary: 'say which stages would run, and why',
    group: 'run',
    needsProject: true,
    load: async () => (await import('../commands/status.ts')).statusCommand,
  },
  why: {
    summary: 'say why a stage ran in the last run, or why it did not',
    group: 'run',
    needsProject: true,
    load: async () => (await import('../commands/why.ts')).whyCommand,
  },
  logs: {
    summary: 'print what a stage said when it last ran',
    group: 'run',
    needsProject: true,
    load: async () => (await import('../commands/logs.ts')).logsCommand,
  },
  graph: {
    summary: 'draw the stages and what each reads from',
    group: 'run',
    needsProject: true,
    load: async () => (await import('../commands/graph.ts')).graphCommand,
  },
  types: {
    summary: 'write the types of the stages in pipeline.yaml, for editors and tsc',
    group: 'run',
    needsProject: true,
    load: async () => (await import('../commands/types.ts')).typesCommand,
  },
  list: {
    summary: 'list experiments, newest first, or those that a SQL filter picks',
    group: 'read',
    needsProject: true,
    load: async () => (await import('../commands/list.ts')).listCommand,
  },
  show: {
    summary: 'show one experiment: its metrics, stages, outputs and where they stand',
    group: 'read',
    needsProject: true,
    load: async () => (await import('../commands/show.ts')).showCommand,
  },
  compare: {
    summary: 'compare experiments: verdicts, metrics, what changed, flips, lineage',
    group: 'read',
    needsProject: true,
    load: async () => (await import('../commands/compare.ts')).compareCommand,
  },
  'diff-data': {
    summary: 'say what changed between the snapshots of two experiments',
    group: 'read',
    needsProject: true,
    load: async () => (await import('../commands/diff-data.ts')).diffDataCommand,
  },
  check: {
    summary: 'decide whether a change may land: the gates of pipeline.yaml, against the accepted baseline',
    group: 'keep',
    needsProject: true,
    load: async () => (await import('../commands/check.ts')).checkCommand,
  },
  'probe-future': {
    summary: 'prove that nothing after a day changes what was known by then, or name the leak',
    group: 'keep',
    needsProject: true,
    load: async () => (await import('../commands/probe-future.ts')).probeFutureCommand,
  },
  bisect: {
    summary: 'find what made one experiment worse than another, by mixing their recipes',
    group: 'read',
    needsProject: true,
    load: async () => (await import('../commands/bisect.ts')).bisectCommand,
  },
  baseline: {
    summary: 'accept the experiment that changes are held against, show it, tell its history',
    group: 'keep',
    needsProject: true,
    load: async () => (await import('../commands/baseline.ts')).baselineCommand,
  },
  tag: {
    summary: 'add tags to an experiment, or take them away',
    group: 'read',
    needsProject: true,
    load: async () => (await import('../commands/tag.ts')).tagCommand,
  },
  note: {
    summary: 'write a note on an experiment, or its name and hypothesis',
    group: 'read',
    needsProject: true,
    load: async () => (await import('../commands/note.ts')).noteCommand,
  },
  reproduce: {
    summary: 'make an experiment again from its record, and prove that it is the same',
    group: 'keep',
    needsProject: false,
    load: async () => (await import('../commands/reproduce.ts')).reproduceCommand,
  },
  open: {
    summary: 'say what a digest, an id or an archive is, and what of it is here',
    group: 'keep',
    needsProject: false,
    load: async () => (await import('../commands/open.ts')).openCommand,
  },
  export: {
    summary: 'write an experiment and all that made it as one file',
    group: 'keep',
    needsProject: true,
    load: async () => (await import('../commands/export.ts')).exportCommand,
  },
  import: {
    summary: 'take an experiment in from a file that labbook export wrote',
    group: 'keep',
    needsProject: true,
    load: async () => (await import('../commands/import.ts')).importCommand,
  },
  verify: {
    summary: 'read all that is kept and compare it with its digests',
    group: 'keep',
    needsProject: true,
    load: async () => (await import('../commands/verify.ts')).verifyCommand,
  },
  gc: {
    summary: 'remove from the store what nothing names any more',
    group: 'keep',
    needsProject: true,
    load: async () => (await import('../commands/gc.ts')).gcCommand,
  },
  remove: {
    summary: 'take experiments away; until the next gc they can be put back',
    group: 'keep',
    needsProject: true,
    load: async () => (await import('../commands/remove.ts')).removeCommand,
  },
  report: {
    summary: 'write the page of an experiment again',
    group: 'read',
    needsProject: true,
    load: async () => (await import('../commands/report.ts')).reportCommand,
  },
  models: {
    summary: 'list registered models; show, compare, alias, verify or sign one',
    group: 'keep',
    needsProject: true,
    load: async () => (await import('../commands/models.ts')).modelsCommand,
  },
  predict: {
    summary: 'answer new rows by a registered model, exactly as it was evaluated',
    group: 'read',
    needsProject: true,
    load: async () => (await import('../commands/predict.ts')).predictCommand,
  },
  keygen: {
    summary: 'make a key to sign models with, and trust it in this project',
    group: 'keep',
    needsProject: true,
    load: async () => (await import('../commands/keygen.ts')).keygenCommand,
  },
  init: {
    summary: 'write a first pipeline.yaml and two stages here',
    group: 'keep',
    needsProject: false,
    load: async () => (await import('../commands/init.ts')).initCommand,
  },
  seed: {
    summary: "load the tables of a source's seed module into a server",
    group: 'keep',
    needsProject: true,
    load: async () => (await import('../commands/seed.ts')).seedCommand,
  },
  doctor: {
    summary: 'check what labbook needs here: Node, packages, disk, pipeline, sources, git',
    group: 'keep',
    needsProject: false,
    load: async () => (await import('../commands/doctor.ts')).doctorCommand,
  },
};
