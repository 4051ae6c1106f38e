import type { ReproducedOutput, ReproducedStage, Reproduction } from '../../model/reproduction.ts';
import { describeReason } from '../../words/describe-reason.ts';
import { formatInstant, formatSeconds } from '../../words/format-value.ts';
import {
  differenceWords,
  takenSentence,
  timeWords,
  verdictSentence,
  verdictWords,
} from '../../words/reproduction-words.ts';
import { renderFailure } from '../experiment-page/render-failure.ts';
import { html, type SafeHtml } from '../page/html.ts';
import { renderPageShell } from '../page/page-shell.ts';
import { reproductionStyles } from './reproduction-styles.ts';

/** A certificate as one offline page: who, when, on what machine, each digest beside the recorded one. */
export function renderReproductionPage(reproduction: Reproduction): string {
  const { experiment, verdict, first, asked } = reproduction;
  const taken = takenSentence(reproduction);
  const body = html`<div class="page wide">
<header><p class="kicker">Reproduction</p>
<h1><bdi>${experiment}</bdi></h1>
<p class="verdict ${verdict}"><strong>${verdictWords[verdict]}</strong> ${verdictSentence(reproduction)}</p>
${first !== null && html`<p>The first output that differs is <code>${first.stage}.${first.output}</code>.</p>`}
${taken !== null && html`<p class="muted">${taken}</p>`}
</header>
<main id="main">
<section aria-labelledby="outputs"><h2 id="outputs">Outputs</h2>
<div class="scroll" tabindex="0" role="region" aria-label="Table: outputs"><table><thead><tr><th scope="col">Output</th><th scope="col">Verdict</th><th scope="col">Digest recorded, and below it made</th></tr></thead><tbody>${reproduction.stages.flatMap((stage) => stage.outputs.map((output) => outputRow(stage, output)))}</tbody></table></div>
</section>
<section aria-labelledby="stages"><h2 id="stages">Stages</h2>
<div class="scroll" tabindex="0" role="region" aria-label="Table: stages"><table><thead><tr><th scope="col">Stage</th><th scope="col">What was done</th><th scope="col" class="n">Time</th><th scope="col" class="n">Recorded</th><th scope="col">Not as recorded</th></tr></thead><tbody>${reproduction.stages.map(stageRow)}</tbody></table></div>
${reproduction.stages.map(failureOf)}
</section>
<section aria-labelledby="machine"><h2 id="machine">Who, when, on what machine</h2>
<dl class="facts">
<dt>Asked for</dt><dd class="mono">${asked}</dd>
<dt>By</dt><dd><bdi>${reproduction.by}</bdi> on <bdi>${reproduction.machine.host}</bdi></dd>
<dt>Begun</dt><dd>${formatInstant(reproduction.startedAt)}</dd>
<dt>Time</dt><dd>${timeWords(reproduction)}</dd>
</dl>
${machines(reproduction)}
</section>
</main>
</div>`;
  return renderPageShell({ title: `Reproduction of ${experiment}`, body, styles: reproductionStyles });
}

function outputRow({ id }: ReproducedStage, output: ReproducedOutput): SafeHtml {
  const { name, path, verdict, recorded, made, difference } = output;
  return html`<tr><th scope="row">${id}.${name}<br><span class="muted mono">${path}</span></th><td>${verdict === 'not-made' ? 'not made' : verdict}${difference !== null && html`<br><span class="muted">${differenceWords(difference)}</span>`}</td><td class="mono">${recorded}<br>${made ?? '–'}</td></tr>`;
}

function stageRow({ id, state, seconds, recordedSeconds, reasons, metrics }: ReproducedStage): SafeHtml {
  const told = [
    ...reasons.map(describeReason),
    ...metrics.map(({ name, recorded, made }) => `metric ${name} ${recorded} → ${made ?? 'none'}`),
  ];
  const time = (value: number | null) => (value === null ? '–' : formatSeconds(value));
  return html`<tr><th scope="row">${id}</th><td>${state === 'left' ? 'not needed' : state}</td><td class="n">${time(seconds)}</td><td class="n">${time(recordedSeconds)}</td><td class="wrap">${told.length === 0 ? '–' : told.join('; ')}</td></tr>`;
}

function failureOf({ id, failure }: ReproducedStage): SafeHtml | false {
  return failure !== null && html`<h3 class="sub">${id} failed</h3>${renderFailure(failure)}`;
}

function machines({ machine, recordedOn }: Reproduction): SafeHtml {
  const rows = (['labbook', 'node', 'platform', 'arch', 'cpu', 'cpus'] as const).map((name) => ({
    name,
    recorded: `${recordedOn[name]}`,
    made: `${machine[name]}`,
  }));
  return html`<table><thead><tr><th scope="col"></th><th scope="col">Recorded on</th><th scope="col">Made on</th></tr></thead><tbody>${rows.map(({ name, recorded, made }) => html`<tr><th scope="row">${machineNames[name]}</th><td>${recorded}</td><td>${recorded === made ? recorded : html`<strong>${made}</strong>`}</td></tr>`)}</tbody></table>`;
}

const machineNames = {
  labbook: 'labbook',
  node: 'Node.js',
  platform: 'Platform',
  arch: 'Architecture',
  cpu: 'Processor',
  cpus: 'Cores',
} as const;
