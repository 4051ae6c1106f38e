import { extname, resolve } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { durationMs } from '../config/quantities.ts';
import type { ModelRequest } from '../model/model-request.ts';
import type { Problem } from '../model/problem.ts';
import { answerEndings, answerTable } from '../registry/inference/answer-table.ts';
import { asOf, openModel, predictRows } from '../registry/inference/predict-rows.ts';
import { type ReadRows, readPipedRows, readRows, rowsUntil } from '../registry/inference/read-rows.ts';
import { registryPolicy } from '../registry/registry-policy.ts';
import { predictionNotes, predictionText } from '../words/prediction-text.ts';
import { type Command, type CommandAnswer, hasFlag, stringFlag } from './command.ts';
import { refuseModels } from './models/models-deed.ts';

/** Rows that a terminal shows. */
const shownRows = 20;

/** The population stability index above which `--check` calls rows other than the training rows. */
const defaultLimit = 0.25;

export const predictCommand: Command = {
  name: 'predict',
  summary: 'answer new rows by a registered model, exactly as it was evaluated',
  positionals: { label: '', min: 0, max: 0 },
  options: {
    model: {
      type: 'string',
      label: '<model>',
      summary: 'which: forest, forest@1.0.2, forest@production, a digest',
    },
    input: {
      type: 'string',
      label: '<file>',
      summary: 'rows as .csv, .json, .ndjson or .parquet; - reads a pipe',
    },
    output: {
      type: 'string',
      label: '<file>',
      summary: 'where answers go: .csv, .json, .ndjson or .parquet',
    },
    features: { type: 'boolean', summary: 'the rows are features already, and go through no transform' },
    at: { type: 'string', label: '<date>', summary: 'use only rows that were known then' },
    last: {
      type: 'string',
      label: '<n>',
      summary: 'answer only the last n rows; those before are their history',
    },
    'max-age': { type: 'string', label: '<duration>', summary: 'how old the newest row may be, such as 5d' },
    check: { type: 'boolean', summary: 'exit with 3 where the rows have drifted from the training rows' },
    'max-drift': {
      type: 'string',
      label: '<index>',
      summary: 'the population stability index that --check allows; by default 0.25',
    },
  },
  description: `The rows go through the transforms that were recorded with the model, then through its own scaler and imputer, then through its members. A member that is missing, damaged or throws is left out, and each row says so.

  labbook predict --model ensemble --input rows.parquet --last 5
  labbook predict --model forest@production --input rows.csv --output answers.csv
  tail -n 500 rows.csv | labbook predict --model ensemble --input - --json

Each answer has the most probable class, every class's probability, and what is to be said of its row: features that were missing, imputed or far from the training rows, and columns that stand at their neutral value.`,

  async run(input, { root, signal, style }) {
    const [given, from] = [stringFlag(input, 'model'), stringFlag(input, 'input')];
    if (given === null) return refuse({ fault: 'no-model' });
    if (from === null) return refuse({ fault: 'no-input' });
    const output = stringFlag(input, 'output');
    if (output !== null && !(answerEndings as readonly string[]).includes(extname(output))) {
      return refuse({ fault: 'bad-output', file: output, endings: answerEndings });
    }
    const numbers = flagNumbers(input);
    if ('problem' in numbers) return refuseModels([numbers.problem]);
    const by = await registryPolicy(root, {});
    if (!by.ok) return refuseModels([{ kind: 'model-refused', refusal: by.error }]);
    const rows = hasFlag(input, 'features') ? 'features' : 'rows';
    const opened = await openModel(root, { given, rows, by: by.value });
    if (!opened.ok) return refuseModels([{ kind: 'model-refused', refusal: opened.error }]);
    const model = opened.value;
    const { time } = model.inference;

    let read: ReadRows;
    try {
      read = from === '-' ? await readPipedRows(await buffer(process.stdin)) : await readRows(resolve(from));
    } catch (error) {
      return refuse({ fault: 'rows-unreadable', file: from, detail: (error as Error).message });
    }
    const { at, last, limit, maxAge } = numbers;
    if (at !== null) {
      if (time === null || !(time in read.rows)) return refuse({ fault: 'no-time', column: time });
      read = { ...read, rows: rowsUntil(read.rows, { time, at }) };
    }
    const count = Object.values(read.rows)[0]?.length ?? 0;
    if (count === 0) return refuse({ fault: 'no-rows', file: from });
    const newest = asOf(read.rows, time);
    const allowed = maxAge ?? model.inference.maxAgeMs;
    if (allowed !== null && newest !== null && (at ?? Date.now()) - Date.parse(newest) > allowed) {
      return refuse({ fault: 'stale-rows', newest, maxAgeMs: allowed });
    }
    const first = last === null ? 0 : Math.max(0, count - last);
    const table = answerTable(read, { from: first, classes: model.predictor.classes });
    try {
      const take = (answers: Parameters<typeof table.take>[0]) => table.take(answers);
      const summary = await predictRows(read.rows, { model, from: first, take, signal });
      if (output !== null) await table.write(resolve(output));
      const drifted = summary.drift.filter(({ psi, noise }) => psi > limit && psi > noise);
      const hasDrifted = hasFlag(input, 'check') && drifted.length > 0;
      return {
        exitCode: hasDrifted ? 3 : 0,
        json: {
          schema: 'labbook.predict/1',
          ...summary,
          ...(output === null ? { answers: table.objects() } : { output }),
        },
        text: predictionText(summary, { rows: table.objects(0, shownRows), written: output, style }),
        notes: predictionNotes(summary, { drifted, limit }),
      };
    } catch (error) {
      signal.throwIfAborted();
      return refuse({ fault: 'rows-unusable', detail: (error as Error).message });
    }
  },
};

function refuse(request: ModelRequest): CommandAnswer {
  return refuseModels([{ kind: 'model-request', request }]);
}

interface FlagNumbers {
  /** Milliseconds since 1970-01-01T00:00Z. */
  readonly at: number | null;
  readonly last: number | null;
  readonly limit: number;
  readonly maxAge: number | null;
}

function flagNumbers(input: Parameters<Command['run']>[0]): FlagNumbers | { readonly problem: Problem } {
  const bad = (
    flag: string,
    given: string,
    takes: Extract<Problem, { kind: 'bad-flag-value' }>['takes'],
  ) => ({
    problem: { kind: 'bad-flag-value', flag, given, takes } as const,
  });
  const [at, last, limit, maxAge] = ['at', 'last', 'max-drift', 'max-age'].map((name) =>
    stringFlag(input, name),
  );
  const instant = at == null ? null : Date.parse(at);
  if (at != null && Number.isNaN(instant)) return bad('at', at, { kind: 'instant' });
  if (last != null && !/^[1-9]\d{0,8}$/.test(last)) return bad('last', last, { kind: 'count', min: 1 });
  const index = limit == null ? defaultLimit : Number(limit);
  if (limit != null && (limit.trim() === '' || !(index >= 0)))
    return bad('max-drift', limit, { kind: 'distance' });
  const age = maxAge == null ? null : durationMs(maxAge);
  if (maxAge != null && age === null) return bad('max-age', maxAge, { kind: 'duration' });
  return { at: instant, last: last == null ? null : Number(last), limit: index, maxAge: age };
}
