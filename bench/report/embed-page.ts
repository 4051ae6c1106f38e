import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ChartDisplay } from '../../src/model/display.ts';

/**
 * The usual page: Vega, Vega-Lite and vega-embed inline as their packages ship them for browsers, the specs as
 * JSON, and a call a chart. It also shows the data of nothing and has no text alternatives.
 */
export async function embedPage(
  charts: readonly ChartDisplay[],
  options: { readonly packages: string },
): Promise<string> {
  const sources = await Promise.all(
    ['vega/build/vega.min.js', 'vega-lite/build/vega-lite.min.js', 'vega-embed/build/vega-embed.min.js'].map(
      (path) => readFile(join(options.packages, path), 'utf8'),
    ),
  );
  const scripts = sources.map((source) => `<script>${source.replaceAll('</script', '<\\/script')}</script>`);
  const specs = JSON.stringify(charts.map((chart) => chart.spec)).replaceAll('<', '\\u003c');
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Charts</title>${scripts.join('')}</head><body>
${charts.map((chart, index) => `<h2>${chart.title}</h2><div class="chart" id="chart-${index}"></div>`).join('\n')}
<script>const specs = ${specs};
specs.forEach((spec, index) => vegaEmbed('#chart-' + index, spec, { renderer: 'svg' }));</script>
</body></html>`;
}
