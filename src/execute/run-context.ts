import type { Digest } from '../base/digest.ts';
import { isDigest } from '../base/digest.ts';
import { deriveSeed, randomFrom } from '../base/random.ts';
import type { Metric } from '../model/metric.ts';
import type { PredictionsDeclaration } from '../model/predictions.ts';
import type { Progress, RunContext } from '../model/stage.ts';
import { checkMetric } from './check-metric.ts';
import { checkPredictions } from './check-predictions.ts';
import { declaredOnly } from './declared-only.ts';
import type { StageMessage, StageTask } from './stage-message.ts';

/** At most this often is progress sent on; the last report of a burst is what counts. */
const progressIntervalMs = 100;

/** What one call of `ctx.log` says at most: it travels as one message. */
const mostLogChars = 1_000_000;

/** The `ctx` of a stage's `run`, and what it gathers while the stage uses it. */
export function makeRunContext({
  task,
  params,
  send,
  signal,
}: {
  readonly task: StageTask;
  readonly params: RunContext['params'];
  readonly send: (message: StageMessage) => void;
  readonly signal: AbortSignal;
}): {
  readonly context: RunContext;
  readonly reported: {
    readonly metrics: Record<string, Metric>;
    readonly predictions: PredictionsDeclaration[];
    readonly contents: Record<string, Digest>;
  };
} {
  const metrics: Record<string, Metric> = {};
  const predictions: PredictionsDeclaration[] = [];
  const contents: Record<string, Digest> = {};
  let lastProgressAt = 0;
  const context: RunContext = {
    params,
    inputs: declaredOnly(task.inputs, { stage: task.stage, what: 'inputs' }),
    outputs: declaredOnly(task.outputs, { stage: task.stage, what: 'outputs' }),
    seed: task.seed,
    random: randomFrom(task.seed, deriveSeed(task.seed, 'ctx.random')),
    signal,
    log: {
      info: (text) => send({ kind: 'log', level: 'info', text: String(text).slice(0, mostLogChars) }),
      warn: (text) => send({ kind: 'log', level: 'warn', text: String(text).slice(0, mostLogChars) }),
    },
    metric(name, value, details) {
      const metric = { ...details, value };
      checkMetric(name, metric);
      metrics[name] = metric;
    },
    predictions(given) {
      const declared = { output: 'predictions', ...given };
      checkPredictions(declared, Object.keys(task.outputs));
      const known = predictions.findIndex(({ output }) => output === declared.output);
      predictions.splice(known === -1 ? predictions.length : known, known === -1 ? 0 : 1, declared);
    },
    progress(progress: Progress) {
      const now = performance.now();
      const isLast = progress.total !== undefined && progress.done >= progress.total;
      if (!isLast && now - lastProgressAt < progressIntervalMs) return;
      lastProgressAt = now;
      send({ kind: 'progress', progress });
    },
    identify(output, content) {
      if (task.outputs[output] === undefined)
        throw new Error(`stage ${task.stage} declares no output "${output}"`);
      if (!isDigest(content)) throw new Error(`identify("${output}"): "${content}" is no sha256 digest`);
      contents[output] = content;
    },
  };
  return { context, reported: { metrics, predictions, contents } };
}
