/**
 * The script of a page with charts: CSV files, and waking Vega. Everything works without it; it shows its
 * buttons where the browser can do what they offer. Vega runs from the page's own inert copy, by hash, with
 * its expression interpreter, and can load nothing.
 */
export const pageScript = `(() => {
'use strict';
if (typeof DecompressionStream !== 'function') return;
const inflate = async (id) => {
  const block = document.getElementById(id);
  if (!block) return null;
  const bytes = Uint8Array.from(atob(block.textContent), (c) => c.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream(id === 'vega-runtime' ? 'gzip' : 'deflate-raw'));
  return new Response(stream).text();
};
let payloads;
const payloadOf = async (index) => (payloads ??= inflate('chart-data').then(JSON.parse)).then((all) => all[index]);
let runtime;
const wakeRuntime = () => (runtime ??= inflate('vega-runtime').then((source) => {
  const script = document.createElement('script');
  script.textContent = source;
  document.head.append(script);
  return globalThis.labbookVega;
}));
const csvCell = (value) => {
  if (value === null || value === undefined) return '';
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
  return /[",\\r\\n]/.test(text) ? '"' + text.replaceAll('"', '""') + '"' : text;
};
const csvOf = (columns) => {
  const rows = Math.max(0, ...columns.map((c) => c.values.length));
  const lines = [columns.map((c) => csvCell(c.name)).join(',')];
  for (let row = 0; row < rows; row += 1) lines.push(columns.map((c) => csvCell(c.values[row])).join(','));
  return lines.join('\\r\\n') + '\\r\\n';
};
const saveCsv = async (index) => {
  const payload = await payloadOf(index);
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([csvOf(payload.columns)], { type: 'text/csv' }));
  link.download = payload.csvName;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
};
const refuse = async (uri) => { throw new Error('this page loads nothing: ' + uri); };
const loader = { options: {}, load: refuse, sanitize: refuse, http: refuse, file: refuse };
const tip = document.createElement('div');
tip.id = 'tip';
tip.hidden = true;
const showTip = (handler, event, item, value) => {
  const isEmpty = value === null || value === undefined || value === '';
  tip.hidden = isEmpty;
  if (isEmpty) return;
  tip.textContent = typeof value === 'object'
    ? Object.entries(value).map(([name, text]) => name + ': ' + text).join('\\n') : String(value);
  if (!tip.isConnected) document.body.append(tip);
  const room = document.documentElement.clientWidth - tip.offsetWidth - 8;
  tip.style.left = Math.max(8, Math.min(event.clientX + 14, room)) + scrollX + 'px';
  tip.style.top = event.clientY + 14 + scrollY + 'px';
};
const unpack = ({ spec, rows }) => {
  for (const { index, columns } of rows) {
    const names = Object.keys(columns);
    spec.data[index].values = columns[names[0]].map((_, row) => Object.fromEntries(names.map((name) => [name, columns[name][row]])));
  }
  return spec;
};
const wake = async (index, button) => {
  const place = document.querySelector('[data-chart="' + index + '"]');
  const [vega, payload] = await Promise.all([wakeRuntime(), payloadOf(index)]);
  const label = place.firstElementChild.getAttribute('aria-label');
  const size = place.firstElementChild.getAttribute('viewBox');
  const stage = document.createElement('div');
  const view = new vega.View(vega.parse(unpack(payload.vega), {}, { ast: true }), {
    expr: vega.expressionInterpreter, renderer: 'svg', loader, hover: true, tooltip: showTip,
  });
  view.initialize(stage).hover();
  await view.runAsync();
  const svg = stage.querySelector('svg');
  svg.setAttribute('role', 'img');
  svg.setAttribute('aria-label', label);
  if (!svg.getAttribute('viewBox')) svg.setAttribute('viewBox', size);
  stage.className = 'awake';
  place.replaceChildren(stage);
  const said = document.createElement('p');
  said.className = 'about';
  said.setAttribute('role', 'status');
  button.replaceWith(said);
  said.textContent = 'Awake: point at a mark for its values' + (JSON.stringify(payload.vega.spec.signals ?? []).includes('zoom_store') ? '; drag to pan, scroll to zoom, double-click to reset.' : '.');
};
for (const button of document.querySelectorAll('[data-csv]')) {
  button.hidden = false;
  button.addEventListener('click', () => saveCsv(Number(button.dataset.csv)));
}
if (document.getElementById('vega-runtime')) {
  for (const button of document.querySelectorAll('[data-wake]')) {
    button.hidden = false;
    button.addEventListener('click', () => {
      button.disabled = true;
      wake(Number(button.dataset.wake), button).catch((error) => {
        button.replaceWith('This chart cannot be made interactive: ' + error.message);
      });
    });
  }
}
})();`;
