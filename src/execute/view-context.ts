import type { ChartDisplay, Display } from '../model/display.ts';
import type { InputFile, ViewContext } from '../model/stage.ts';
import { chartData } from './check-chart.ts';
import { checkDisplay } from './check-display.ts';
import { declaredOnly } from './declared-only.ts';
import type { StageMessage, StageTask } from './stage-message.ts';

/** The `ctx` of a stage's `view`, and the displays that it gathers, in the order shown. */
export function makeViewContext({
  task,
  params,
  send,
}: {
  readonly task: StageTask;
  readonly params: ViewContext['params'];
  readonly send: (message: StageMessage) => void;
}): { readonly context: ViewContext; readonly displays: Display[] } {
  const displays: Display[] = [];
  const show = (display: Display): void => {
    const whole = display?.kind === 'chart' ? withData(display) : display;
    checkDisplay(whole);
    displays.push(whole);
  };
  const context: ViewContext = {
    params,
    inputs: declaredOnly(task.inputs, { stage: task.stage, what: 'inputs' }),
    outputs: declaredOnly(task.outputs as Record<string, InputFile>, { stage: task.stage, what: 'outputs' }),
    metrics: task.metrics,
    log: {
      info: (text) => send({ kind: 'log', level: 'info', text: String(text) }),
      warn: (text) => send({ kind: 'log', level: 'warn', text: String(text) }),
    },
    show: (...shown) => shown.forEach(show),
    chart: (chart) => show({ kind: 'chart', data: [], ...chart }),
    table: (table) => show({ kind: 'table', ...table }),
    markdown: (text) => show({ kind: 'markdown', text }),
    image: (image) => show({ kind: 'image', ...image }),
  };
  return { context, displays };
}

/** A chart always offers its data; where the author gave none, they are those of its spec. */
function withData(chart: ChartDisplay): ChartDisplay {
  return chart.data?.length > 0 ? chart : { ...chart, data: chartData(chart.spec) };
}
