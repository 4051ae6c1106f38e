import { join } from 'node:path';
import { readPipeline } from '../config/read-pipeline.ts';
import type { ProbeCheck } from '../model/leakage-check.ts';
import type { Problem } from '../model/problem.ts';
import { probeLeakage } from '../probe/probe-leakage.ts';
import { probeText } from '../words/leakage-text.ts';
import { type Command, hasFlag, refused, stringFlag } from './command.ts';
import { openReference } from './open-reference.ts';

const nothingProbed = { schema: 'labbook.probe/1', state: null };

export const probeFutureCommand: Command = {
  name: 'probe-future',
  summary: 'prove that nothing after a day changes what was known by then, or name the leak',
  positionals: { label: '[id]', min: 0, max: 1 },
  options: {
    at: {
      type: 'string',
      label: '<date>',
      summary: 'the last day that is known (default: the last before the test part)',
    },
    groups: {
      type: 'string',
      label: '<column>',
      summary: 'change what this column names in the test part (a patient, a shop), rather than the future',
    },
    models: { type: 'boolean', summary: 'make the models again, too, which may not change either' },
    jobs: { type: 'string', label: '<n>', summary: 'cores that stages use together (default: all)' },
  },
  description: `Takes the sources of an experiment (by default the latest), changes everything in them that happens after a day (once the values are shuffled and scaled, once the rows are left out), makes the data stages again in a folder of its own, and requires every feature row and every label that was known by that day to be the same, byte for byte. Else it names stage, column and first row.

  labbook probe-future
  labbook probe-future --at 2015-12-31
  labbook probe-future --groups patient

A label may look ahead as far as its own column t1 says. What was fitted (a scaler, an encoding) has to stay where it was fitted on rows before the test part. As a part of every run: checks: { future: true } in pipeline.yaml.

Exits with 0 where nothing leaks, with 3 where something does, with 4 where that cannot be told.`,

  async run(input, context) {
    const [asked = 'latest'] = input.positionals;
    const at = stringFlag(input, 'at');
    const atMs = at === null ? null : endOf(at);
    if (Number.isNaN(atMs)) {
      return refused(
        [{ kind: 'bad-flag-value', flag: 'at', given: at ?? '', takes: { kind: 'date' } }],
        nothingProbed,
      );
    }
    const jobs = stringFlag(input, 'jobs');
    if (jobs !== null && !/^[1-9]\d{0,3}$/.test(jobs)) {
      const problem: Problem = {
        kind: 'bad-flag-value',
        flag: 'jobs',
        given: jobs,
        takes: { kind: 'count', min: 1 },
      };
      return refused([problem], nothingProbed);
    }
    const found = await openReference(context.root, asked);
    if (!found.ok) return refused([found.error], nothingProbed);
    await using opened = found.value;
    const { reference, store } = opened;
    // What is said of labels is of the project, not of one run.
    const pipeline = await readPipeline({ root: context.root, overrides: [], env: context.env });
    const column = stringFlag(input, 'groups');
    const made = await probeLeakage({
      record: reference.record,
      store,
      question: column === null ? { kind: 'future', atMs } : { kind: 'groups', column },
      labels: pipeline.ok ? pipeline.value.checks.labels : [],
      isWithModels: hasFlag(input, 'models'),
      modules: join(context.root, 'node_modules'),
      jobs: jobs === null ? null : Number(jobs),
      env: context.env,
      signal: context.signal,
      emit: context.emit,
    });
    if (!made.ok) return refused(made.error, nothingProbed);
    const experiment = reference.record.id;
    return {
      exitCode: exitCodes[made.value.state],
      json: { schema: 'labbook.probe/1', experiment, ...made.value },
      text: probeText(made.value, { style: context.style, experiment }),
    };
  },
};

const exitCodes: Readonly<Record<ProbeCheck['state'], number>> = { passed: 0, failed: 3, unknown: 4 };

/** The last millisecond of a day, or an instant; NaN for what is neither. */
function endOf(given: string): number {
  if (/^\d{4}-\d\d-\d\d$/.test(given)) return Date.parse(`${given}T23:59:59.999Z`);
  return /^\d{4}-\d\d-\d\dT/.test(given) ? Date.parse(given) : Number.NaN;
}
