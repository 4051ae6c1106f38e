import type { CalibratedGate, Calibration } from '../../model/calibration.ts';
import { calibrationRemark, calibrationSentence } from '../../words/calibration-words.ts';
import { formatNumber } from '../../words/format-value.ts';
import { html, type SafeHtml } from '../page/html.ts';
import { renderPageShell } from '../page/page-shell.ts';

const [width, height, left, bottom] = [560, 240, 46, 34];

/** The page of a calibration: each margin's outcomes among equally good runs, and its power curve. */
export function calibrationPage(calibration: Calibration): string {
  const body = html`<div class="page">
<header><p class="kicker">Calibration</p>
<h1>How often this gate cries wolf, and what it catches</h1>
</header>
<main id="main" tabindex="-1">
<p>Held against <bdi>${calibration.baseline}</bdi>. Curves are by the spread of the difference, of rows and of seeds.</p>
${calibration.gates.map(renderGate)}
</main>
</div>`;
  return renderPageShell({ title: 'Calibration of the gate', body });
}

function renderGate(gate: CalibratedGate, place: number): SafeHtml {
  const id = `gate-${place}`;
  return html`<section aria-labelledby="${id}"><h2 id="${id}"><bdi>${gate.metric}</bdi></h2>
<p>${calibrationSentence(gate)}. ${calibrationRemark(gate)}.</p>
${renderCurve(gate)}
<div class="scroll" tabindex="0" role="region" aria-label="Table: power of ${gate.metric}"><table><thead><tr><th scope="col">True drop</th><th scope="col">Fails</th><th scope="col">Cannot be told</th><th scope="col">Passes</th></tr></thead><tbody>${gate.curve.map(
    ({ drop, fails, passes }) =>
      html`<tr><th scope="row">${formatNumber(drop)}</th><td>${formatNumber(fails, 'percent')}</td><td>${formatNumber(Math.max(0, 1 - fails - passes), 'percent')}</td><td>${formatNumber(passes, 'percent')}</td></tr>`,
  )}</tbody></table></div></section>`;
}

/** Chance to fail by true drop, and where the margin is. */
function renderCurve({ curve, margin, metric }: CalibratedGate): SafeHtml {
  const most = curve.at(-1)?.drop || 1;
  const x = (drop: number) => left + ((width - left - 10) * drop) / most;
  const y = (chance: number) => 10 + (height - bottom - 10) * (1 - chance);
  const points = curve.map(({ drop, fails }) => `${x(drop).toFixed(1)},${y(fails).toFixed(1)}`).join(' ');
  const grid = [0, 0.5, 1].map(
    (share) =>
      html`<line x1="${left}" x2="${width - 10}" y1="${y(share)}" y2="${y(share)}" stroke="currentColor" stroke-opacity="0.2"/><text x="${left - 6}" y="${y(share) + 4}" text-anchor="end" font-size="12" fill="currentColor">${formatNumber(share * 100)} %</text>`,
  );
  return html`<svg viewBox="0 0 ${width} ${height}" width="${width}" role="img" aria-label="The chance that ${metric} fails, by true drop">${grid}<line x1="${x(margin).toFixed(1)}" x2="${x(margin).toFixed(1)}" y1="10" y2="${height - bottom}" stroke="currentColor" stroke-dasharray="4 4" stroke-opacity="0.6"/><text x="${x(margin).toFixed(1)}" y="${height - bottom + 16}" text-anchor="middle" font-size="12" fill="currentColor">margin</text><text x="${width - 10}" y="${height - bottom + 16}" text-anchor="end" font-size="12" fill="currentColor">drop ${formatNumber(most)}</text><polyline points="${points}" fill="none" stroke="currentColor" stroke-width="2"/></svg>`;
}
