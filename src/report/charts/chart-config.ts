import type { JsonObject } from '../../base/json.ts';

/** Vega measures text in the browser by this name; in the page, the page's own font stands in for it. */
export const chartFont = 'system-ui, sans-serif';

/**
 * How charts look where a spec does not say. Colours are the page's custom properties, so that one SVG is
 * right in light, dark and print. `aria: false`: the whole chart has one text alternative, and its marks
 * need none of their own.
 */
export const chartConfig: JsonObject = {
  aria: false,
  background: null,
  padding: 4,
  font: chartFont,
  view: { stroke: null, continuousWidth: 560, continuousHeight: 260, discreteWidth: { step: 36 } },
  axis: {
    domainColor: 'var(--line-2)',
    gridColor: 'var(--line)',
    tickColor: 'var(--line-2)',
    labelColor: 'var(--ink-2)',
    titleColor: 'var(--ink)',
    labelFontSize: 12,
    titleFontSize: 12,
    titleFontWeight: 500,
    titlePadding: 8,
    labelPadding: 5,
    labelSeparation: 8,
  },
  axisY: { domain: false, ticks: false },
  legend: {
    labelColor: 'var(--ink)',
    titleColor: 'var(--ink-2)',
    labelFontSize: 12,
    titleFontSize: 12,
    titleFontWeight: 500,
    symbolStrokeWidth: 2,
  },
  header: { labelColor: 'var(--ink)', titleColor: 'var(--ink-2)', labelFontSize: 12, titleFontSize: 12 },
  title: {
    color: 'var(--ink)',
    subtitleColor: 'var(--ink-2)',
    fontSize: 13,
    fontWeight: 500,
    anchor: 'start',
  },
  mark: { color: 'var(--s1)', tooltip: true },
  text: { color: 'currentColor', fontSize: 12 },
  rule: { color: 'var(--ink-2)' },
  tick: { color: 'var(--ink-2)' },
  line: { strokeWidth: 2 },
  point: { filled: true, size: 36 },
  boxplot: { median: { color: 'var(--paper)' } },
  range: {
    category: ['--s1', '--s2', '--s3', '--s4', '--s5', '--s6', '--s7', '--s8', '--s9', '--s10'].map(
      (name) => `var(${name})`,
    ),
  },
};
