import type { Json, JsonObject } from '../../src/base/json.ts';
import type { Display } from '../../src/model/display.ts';
import type { ExperimentRecord } from '../../src/model/record.ts';
import { sampleCharts } from './sample-charts.ts';
import { output, sampleRecord, sampleStage } from './sample-record.ts';

/** Texts that would run, load, break out or mislead where a page took them for anything but text. */
export const hostileTexts = [
  '<script>alert(1)</script>',
  '</script><script>alert(2)</script>',
  '"><img src=x onerror=alert(3)>',
  "' onmouseover='alert(4)' autofocus onfocus='alert(4)",
  '</style><style>*{background:url(https://evil.example/5)}</style>',
  '<!--<script>',
  ']]><svg onload=alert(6)>',
  '</pre></code></td></table><iframe src=https://evil.example/7></iframe>',
  '&lt;script&gt;alert(8)&lt;/script&gt;',
  'javascript:alert(9)',
  '{{alert(10)}} `alert(10)`',
  'abc\u202egnp.exe\u200b\u2066',
  '\u0000\u0007\u001b[31mred\u001b]8;;https://evil.example\u0007link\u001b]8;;\u0007',
  '</title><base href=https://evil.example/11>',
  '__proto__',
].join(' ');

const markdown = `# ${hostileTexts}

[link](javascript:alert(20)) [data](data:text/html,<script>alert(21)</script>) [file](file:///etc/passwd)
[vb](vbscript:alert(22)) <javascript:alert(23)> <https://evil.example/auto"onclick="alert(24)>
![image](https://evil.example/25.png) ![x](javascript:alert(26))
[ok](https://example.org "a\\" onmouseover=\\"alert(27)") <b onclick=alert(28)>bold</b>

\`\`\`html "onmouseover="alert(29)
${hostileTexts}
\`\`\`

[ref]: javascript:alert(30)
[ref] <script>alert(31)</script>
`;

/** Charts whose specs try to reach out, or whose data do. */
const hostileSpecs: readonly JsonObject[] = [
  { mark: 'bar', data: { url: 'https://evil.example/40.json' }, encoding: {} },
  { mark: 'point', encoding: { x: { field: 'v', type: 'quantitative' }, href: { field: 't' } } },
  {
    mark: { type: 'point', href: 'javascript:alert(41)' },
    encoding: { x: { field: 'v', type: 'quantitative' } },
  },
  { mark: 'image', encoding: { url: { field: 't' }, x: { field: 'v', type: 'quantitative' } } },
  {
    mark: 'bar',
    transform: [{ calculate: "constructor.constructor('alert(42)')()", as: 'z' }],
    encoding: { x: { field: 'z', type: 'nominal' } },
  },
  {
    mark: 'bar',
    params: [{ name: 'p', expr: "this.constructor.constructor('alert(43)')()" }],
    encoding: { x: { field: 't', type: 'nominal' } },
  },
  {
    mark: 'bar',
    encoding: { x: { field: 'v', type: 'quantitative', axis: { labelExpr: "window.alert('44')" } } },
  },
  {
    mark: { type: 'bar', color: 'url(https://evil.example/45)' },
    encoding: { x: { field: 'v', type: 'quantitative' }, y: { field: 't', type: 'nominal' } },
  },
  {
    mark: 'bar',
    data: { values: [{ c: 'url(https://evil.example/48)', v: 1 }] },
    encoding: {
      x: { field: 'v', type: 'quantitative' },
      color: { field: 'c', type: 'nominal', scale: null },
    },
  },
  {
    mark: { type: 'bar', color: '\\75rl(https://evil.example/49)' },
    encoding: { x: { field: 'v', type: 'quantitative' } },
  },
  {
    mark: { type: 'text', font: '"><script>alert(46)</script>' },
    title: hostileTexts,
    encoding: { text: { field: 't' }, x: { field: 'v', type: 'quantitative', title: hostileTexts } },
  },
  {
    mark: { type: 'point', shape: 'M0,0"/><script>alert(47)</script>' },
    encoding: {
      x: { field: 'v', type: 'quantitative' },
      color: { field: 't', type: 'nominal', title: hostileTexts },
    },
  },
];

/** A record with `hostileTexts` wherever a value can stand. */
export function hostileRecord(): ExperimentRecord {
  const text = hostileTexts;
  const base = sampleRecord();
  const chart = sampleCharts()[0] as Extract<Display, { kind: 'chart' }>;
  const values: Json[] = [
    { t: text, v: 1 },
    { t: 'plain', v: 2 },
  ];
  const stage = sampleStage(text, {
    params: { [text]: text, list: [text], object: { [text]: text } },
    reasons: [
      { kind: 'param', name: text, before: text, after: { [text]: text } },
      { kind: 'code', file: text, name: text, change: 'changed' },
      { kind: 'refresh', policy: text, detail: text },
    ],
    narrative: markdown,
    source: { path: text, text: `// ${text}\nconst a = "${text}";\n${text}` },
    dependsOn: ['second'],
    inputs: [{ name: text, from: text, content: base.stages[0]?.outputs[0]?.content as never, bytes: 1 }],
    outputs: [
      {
        ...output(`model ${text}`, text, 'parquet', {
          rows: 2,
          columns: [
            {
              table: text,
              name: text,
              type: text,
              nulls: 1,
              distinct: 2,
              min: text,
              max: text,
              histogram: [1, 2],
            },
          ],
        }),
      },
    ],
    metrics: {
      [text]: { value: 0.5, interval: [0.4, 0.6], n: 10, baseline: 0.3, direction: 'higher', headline: true },
    },
    log: [{ at: 0, level: 'stderr', text }],
    attempts: 2,
    viewFailure: {
      kind: 'threw',
      name: text,
      message: text,
      frames: [{ file: text, line: 1, column: 1, functionName: text, text }],
    },
    displays: [
      { ...chart, title: text, description: text, data: [{ name: text, values: [text, { [text]: text }] }] },
      ...hostileSpecs.map(
        (spec): Display => ({
          ...chart,
          title: text,
          description: text,
          spec: { data: { values }, ...spec },
        }),
      ),
      {
        kind: 'table',
        title: text,
        description: text,
        columns: [{ name: text, values: [text, null, 1], format: 'date' }],
      },
      { kind: 'markdown', text: markdown },
      {
        kind: 'image',
        title: text,
        description: text,
        mediaType: 'image/svg+xml',
        base64: Buffer.from(
          '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(50)"><script>alert(51)</script><image href="https://evil.example/52"/></svg>',
        ).toString('base64'),
      },
      {
        kind: 'image',
        title: text,
        description: text,
        mediaType: text as 'image/png',
        base64: '"><script>alert(53)</script>',
      },
    ],
  });
  const failed = sampleStage('second', {
    state: 'failed',
    failure: { kind: 'died', exitCode: null, signal: text, stderr: text },
  });
  const stages = [failed, stage];
  return {
    ...sampleRecord({ stages }),
    name: text,
    hypothesis: text,
    tags: [text],
    startedAt: text,
    command: [text],
    parent: text as never,
    id: text as never,
    state: 'failed',
    git: { commit: text, branch: text, isDirty: true, diff: text, isDiffTruncated: true },
    environment: { ...base.environment, labbook: text, node: text, platform: text, arch: text, cpu: text },
    pipeline: { ...base.pipeline, name: text, description: text, file: text, text, overrides: [text] },
  };
}
