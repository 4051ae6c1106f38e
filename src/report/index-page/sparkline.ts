import { html, type SafeHtml } from '../page/html.ts';

/** Experiments that a line looks back on, itself among them. */
const lookBack = 12;
const height = 16;
const step = 4;

/**
 * For each experiment (newest first) a small line of the metric over it and the eleven before it, ending in a
 * dot; all lines have one scale, from the least to the greatest of all. Null where there is no value, or no
 * other to draw a line to. The number stands beside it, so the line is hidden from readers of the page's text.
 */
export function sparklines(newestFirst: readonly (number | null)[]): readonly (SafeHtml | null)[] {
  const present = newestFirst.filter((value) => value !== null);
  const least = present.reduce((low, value) => Math.min(low, value), Number.POSITIVE_INFINITY);
  const most = present.reduce((high, value) => Math.max(high, value), Number.NEGATIVE_INFINITY);
  const place = (value: number): number =>
    most === least
      ? height / 2
      : Math.round((2 + (1 - (value - least) / (most - least)) * (height - 4)) * 10) / 10;
  return newestFirst.map((value, row) => {
    if (value === null) return null;
    const history = newestFirst
      .slice(row, row + lookBack)
      .filter((one) => one !== null)
      .reverse();
    if (history.length < 2) return null;
    const offset = (lookBack - history.length) * step + 2;
    const points = history.map((one, i) => `${offset + i * step} ${place(one)}`);
    const end = `M${points.at(-1) ?? ''}h0`;
    return html`<svg class="sp" viewBox="0 0 50 16" aria-hidden="true"><path d="M${points.join('L')}"/><path d="${end}"/></svg>`;
  });
}
