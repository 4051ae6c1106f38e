import { compareText } from '../../base/compare-text.ts';
import type { ExperimentRecord } from '../../model/record.ts';
import { formatBytes, formatNumber } from '../../words/format-value.ts';
import { renderCode } from '../page/highlight-code.ts';
import { html, type SafeHtml } from '../page/html.ts';
import { renderMaterials } from './render-materials.ts';

/** What the results were made of and in: data, environment, packages, hashes, the pipeline's text. */
export async function renderProvenance(record: ExperimentRecord): Promise<SafeHtml> {
  return html`<section aria-labelledby="provenance"><h2 id="provenance">Data, environment, packages, hashes</h2>
${renderData(record)}
${renderEnvironment(record)}
${renderPackages(record)}
${renderHashes(record)}
${renderMaterials(record)}
<details><summary>Pipeline: <span class="mono">${record.pipeline.file}</span></summary>${await renderCode({ text: record.pipeline.text, language: 'yaml' })}</details>
</section>`;
}

function renderData(record: ExperimentRecord): SafeHtml {
  const stages = new Set(record.stages.map((stage) => stage.id));
  const files = record.stages.flatMap((stage) =>
    stage.inputs
      .filter((input) => !stages.has(input.from.slice(0, Math.max(0, input.from.lastIndexOf('.')))))
      .map((input) => ({ stage: stage.id, ...input })),
  );
  const sources = Object.values(record.pipeline.sources);
  const specs = new Map(record.pipeline.stages.map((spec) => [spec.id, spec]));
  const snapshots = record.stages.flatMap((stage) => {
    const spec = specs.get(stage.id);
    return spec?.work.kind === 'extract' ? [{ stage, source: spec.work.source }] : [];
  });
  return html`<h3 class="sub">Data</h3>
${sources.length > 0 && html`<dl class="facts">${sources.map((source) => html`<dt>Source ${source.id}</dt><dd>${source.kind}${source.urlFrom.length > 0 && html`, address from ${source.urlFrom.join(', ')}`}${source.embedded !== null && html`, else an embedded server seeded by ${source.embedded.seed}`}</dd>`)}${snapshots.map(({ stage, source }) => html`<dt>Snapshot of ${source}</dt><dd>${stage.outputs.length === 0 ? 'none' : stage.outputs.map((output) => html`${output.path}${output.table !== null && html`, ${formatNumber(output.table.rows)} rows`}, <code>${output.content}</code> `)}</dd>`)}</dl>`}
${files.length > 0 && html`<div class="scroll" tabindex="0" role="region" aria-label="Files read"><table><thead><tr><th scope="col">File</th><th scope="col">Read by</th><th scope="col" class="n">Size</th><th scope="col">Content</th></tr></thead><tbody>${files.map((file) => html`<tr><th scope="row">${file.from}</th><td>${file.stage}</td><td class="n">${formatBytes(file.bytes)}</td><td class="mono">${file.content}</td></tr>`)}</tbody></table></div>`}
${sources.length === 0 && files.length === 0 && html`<p class="muted">No stage reads data from outside the pipeline.</p>`}`;
}

function renderEnvironment(record: ExperimentRecord): SafeHtml {
  const { environment } = record;
  const names = [...new Set(record.stages.flatMap((stage) => Object.keys(stage.recipe?.env ?? {})))].sort(
    compareText,
  );
  return html`<h3 class="sub">Environment</h3>
<dl class="facts">
<dt>labbook</dt><dd>${environment.labbook}</dd>
<dt>Node.js</dt><dd>${environment.node}</dd>
<dt>Platform</dt><dd>${environment.platform} ${environment.arch}</dd>
<dt>Processor</dt><dd>${environment.cpu}, ${environment.cpus} cores</dd>
<dt>Memory</dt><dd>${formatBytes(environment.memoryBytes)}</dd>
${names.length > 0 && html`<dt>Declared variables</dt><dd>${names.join(', ')} <span class="muted">(values are never recorded)</span></dd>`}
</dl>`;
}

function renderPackages(record: ExperimentRecord): SafeHtml {
  const users = new Map<string, { integrity: string; stages: string[] }>();
  for (const stage of record.stages) {
    for (const [name, integrity] of Object.entries(stage.recipe?.packages ?? {})) {
      const known = users.get(name) ?? { integrity, stages: [] };
      known.stages.push(stage.id);
      users.set(name, known);
    }
  }
  const packages = [...users].sort(([a], [b]) => compareText(a, b));
  if (packages.length === 0) {
    return html`<h3 class="sub">Packages</h3><p class="muted">No stage reaches a package.</p>`;
  }
  return html`<h3 class="sub">Packages</h3>
<details><summary>${packages.length} ${packages.length === 1 ? 'package' : 'packages'} that stages reach</summary><div class="scroll tall" tabindex="0" role="region" aria-label="Packages"><table><thead><tr><th scope="col">Package</th><th scope="col">Reached by</th><th scope="col">Integrity</th></tr></thead><tbody>${packages.map(([name, { integrity, stages }]) => html`<tr><th scope="row">${name}</th><td>${stages.join(', ')}</td><td class="mono">${integrity}</td></tr>`)}</tbody></table></div></details>`;
}

function renderHashes(record: ExperimentRecord): SafeHtml {
  const rows = record.stages.flatMap((stage) => [
    ...(stage.fingerprint === null
      ? []
      : [{ what: stage.id, kind: 'fingerprint', digest: stage.fingerprint }]),
    ...(stage.recipe === null ? [] : [{ what: stage.id, kind: 'code', digest: stage.recipe.code.digest }]),
    ...stage.outputs.flatMap((output) => {
      const what = `${stage.id}.${output.name}`;
      const content = { what, kind: 'content', digest: output.content };
      return output.blob === output.content
        ? [content]
        : [content, { what, kind: 'bytes', digest: output.blob }];
    }),
  ]);
  return html`<h3 class="sub">Hashes</h3>
<details><summary>${rows.length} digests</summary><div class="scroll tall" tabindex="0" role="region" aria-label="Hashes"><table><thead><tr><th scope="col">Of</th><th scope="col">Kind</th><th scope="col">Digest</th></tr></thead><tbody>${rows.map((row) => html`<tr><th scope="row">${row.what}</th><td>${row.kind}</td><td class="mono">${row.digest}</td></tr>`)}</tbody></table></div></details>`;
}
