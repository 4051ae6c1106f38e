import { join } from 'node:path';
import { readPipeline } from '../config/read-pipeline.ts';
import { readLastRun } from '../experiment/record/last-run.ts';
import { upstreamOf } from '../plan/order-stages.ts';
import type { GraphStage } from '../report/graph/graph-stage.ts';
import { renderGraphMermaid } from '../report/graph/render-graph-mermaid.ts';
import { renderGraphSvg } from '../report/graph/render-graph-svg.ts';
import { renderGraphText } from '../report/graph/render-graph-text.ts';
import { storeFolder } from '../store/store-folder.ts';
import { describeReason } from '../words/describe-reason.ts';
import { type Command, refused, stringFlag } from './command.ts';

const formats = ['text', 'mermaid', 'svg'];
const document = { schema: 'labbook.graph/1' };

export const graphCommand: Command = {
  name: 'graph',
  summary: 'draw the stages and what each reads from',
  positionals: { label: '', min: 0, max: 0 },
  options: {
    format: { type: 'string', label: '<text|mermaid|svg>', summary: 'how to draw it (default: text)' },
  },
  description: `Draws the pipeline with the states of the last run.

  labbook graph
  labbook graph --format svg > pipeline.svg
  labbook graph --format mermaid   # for a README`,

  async run(input, context) {
    const format = stringFlag(input, 'format') ?? 'text';
    if (!formats.includes(format)) {
      const takes = { kind: 'one-of', values: formats } as const;
      return refused([{ kind: 'bad-flag-value', flag: 'format', given: format, takes }], document);
    }
    const pipeline = await readPipeline({ root: context.root, overrides: [], env: context.env });
    if (!pipeline.ok) return refused(pipeline.error, document);
    const last = await readLastRun(storeFolder(join(context.root, '.labbook')));
    const outcomes = new Map(last?.stages.map((stage) => [stage.id, stage]));
    const stages = pipeline.value.stages.map((spec): GraphStage => {
      const found = outcomes.get(spec.id);
      const [reason] = found?.reasons ?? [];
      return {
        id: spec.id,
        dependsOn: upstreamOf(spec),
        ...(found === undefined ? {} : { state: found.state, seconds: found.seconds }),
        ...(reason === undefined ? {} : { reason: describeReason(reason) }),
      };
    });
    return {
      exitCode: 0,
      json: { ...document, stages },
      text: await draw(stages, format),
    };
  },
};

async function draw(stages: readonly GraphStage[], format: string): Promise<string> {
  if (format === 'mermaid') return renderGraphMermaid(stages);
  if (format === 'svg') return String(await renderGraphSvg(stages, { isStandalone: true }));
  return renderGraphText(stages);
}
