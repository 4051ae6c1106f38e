import { join } from 'node:path';
import { bisect } from '../bisect/bisect.ts';
import { nearName } from '../config/near-name.ts';
import { readPredictions } from '../experiment/compare/read-predictions.ts';
import { findExperiment } from '../experiment/query/find-experiment.ts';
import { resolveMetric } from '../gate/resolve-metric.ts';
import type { Bisection } from '../model/bisection.ts';
import type { ExperimentRecord } from '../model/record.ts';
import { wordsOfId } from '../model/record.ts';
import { bisectionPage } from '../report/gate/bisection-page.ts';
import { writePage } from '../report/page/write-page.ts';
import { storeFolder } from '../store/store-folder.ts';
import { bisectionRemarks, bisectionSentence, probeWords } from '../words/bisection-text.ts';
import { type Command, type CommandContext, refused, stringFlag } from './command.ts';

const nothingFound = { schema: 'labbook.bisect/1', causes: null };

export const bisectCommand: Command = {
  name: 'bisect',
  summary: 'find what made one experiment worse than another, by mixing their recipes',
  positionals: { label: '<good> <bad>', min: 2, max: 2 },
  options: {
    metric: {
      type: 'string',
      label: '<m>',
      summary: 'the metric that dropped (default: the first headline one)',
    },
    jobs: { type: 'string', label: '<n>', summary: 'cores that stages use together (default: all)' },
  },
  description: `Switches what differs between two experiments (parameters, lines of code, files, data, the seed), in halves and at last each alone, and runs the mixtures in a folder of its own. Stages that a mixture leaves alone are not run again. Of an experiment that failed it finds what makes its stage fail. The paired interval against the good one says when a probe is settled. Packages and Node stay as they are here, and are named where they differ.

  labbook bisect calm-otter latest
  labbook bisect calm-otter latest --metric evaluate.log_loss

Exits with 0 where a cause was found or nothing is worse, else with 1.`,

  async run(input, context) {
    const { root } = context;
    const sides = [];
    for (const given of input.positionals) {
      const found = await findExperiment(root, given);
      if (!found.ok) return refused([found.error], nothingFound);
      const { record } = found.value;
      const table = await readPredictions(root, record);
      sides.push({ record, table: table.ok ? table.value : null });
    }
    const [good, bad] = sides;
    if (good === undefined || bad === undefined) throw new Error('bisect takes two experiments');
    const asked = stringFlag(input, 'metric');
    const failed = bad.record.stages.find(({ state }) => state === 'failed')?.id ?? null;
    const failing = asked === null ? failed : null;
    const metric = failing ?? metricOf(good.record, asked);
    if (metric === null) {
      const columns = Object.keys(good.record.metrics);
      const given = stringFlag(input, 'metric') ?? '';
      return refused(
        [{ kind: 'unknown-column', given, near: nearName(given, columns), columns }],
        nothingFound,
      );
    }
    const [before, after] = [good, bad].map(({ record }) => record.metrics[metric]);
    // Where nobody said what is better, what was is.
    const direction =
      failing !== null
        ? 'higher'
        : (before?.direction ?? ((after?.value ?? 0) < (before?.value ?? 0) ? 'higher' : 'lower'));
    const jobs = stringFlag(input, 'jobs');
    const made = await bisect({
      good,
      bad,
      metric,
      failing,
      direction,
      store: storeFolder(join(root, '.labbook')),
      modules: join(root, 'node_modules'),
      jobs: jobs === null ? null : Number(jobs) || null,
      env: context.env,
      signal: context.signal,
      emit: context.emit,
      onProbe: () => undefined,
    });
    if (!made.ok) return refused(made.error, nothingFound);
    const page = `reports/bisect-${wordsOfId(good.record.id)}-${wordsOfId(bad.record.id)}.html`;
    await writePage(join(root, page), bisectionPage(made.value));
    const isFound = made.value.nothing === null || made.value.nothing === 'no-drop';
    return {
      exitCode: isFound ? 0 : 1,
      json: { ...made.value, page },
      text: bisectionLines(made.value, context),
      notes: [`page: ${page}`],
    };
  },
};

function metricOf(record: ExperimentRecord, given: string | null): string | null {
  if (given === null) {
    return Object.keys(record.metrics).find((name) => record.metrics[name]?.headline === true) ?? null;
  }
  const found = resolveMetric(given, record.metrics);
  return found.kind === 'found' ? found.name : null;
}

function bisectionLines(bisection: Bisection, { style }: CommandContext): string {
  const { causes, probes, differences } = bisection;
  const sentence = bisectionSentence(bisection);
  const lines = [style.bold(causes.length > 0 ? style.red(sentence) : sentence)];
  for (const probe of probes) {
    const { state, found, switched } = probeWords(probe, differences);
    lines.push(style.dim(`  ${state.padEnd(22)}  ${found.padEnd(30)}  ${switched}`));
  }
  return [...lines, ...bisectionRemarks(bisection).map((remark) => `  ${remark}`)].join('\n');
}
