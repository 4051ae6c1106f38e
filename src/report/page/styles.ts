import { customProperties } from './palette.ts';
import { stateRules } from './state-icon.ts';

/** In a table of the class `r3`, the third column stands to the right. */
const rightColumns = Array.from(
  { length: 24 },
  (_, index) => `.r${index + 1} :is(td,th):nth-child(${index + 1})`,
).join(',');

/**
 * The look of every page that labbook writes: one column of calm type, hairlines, no shadows. Colours are
 * custom properties, so that light, dark and print differ in one place; `--s1` … `--s10` are the series of
 * charts. Each state has a colour that stays apart from the others for colour-blind readers (after Okabe
 * and Ito) and never stands without its icon and word.
 */
export const pageStyles = `
:root{color-scheme:light dark;
${customProperties('light')}
--s1:#0072b2;--s2:#d55e00;--s3:#00916a;--s4:#b8629b;--s5:#b07d00;--s6:#3d9fd6;--s7:#6b6fb3;--s8:#7a7a7a;--s9:#c2185b;--s10:#5b7a1e;
--code-k:#8250a8;--code-s:#0b6b4f;--code-n:#0a58a8;--code-c:#646c75;--code-t:#9a4a00;
--mono:ui-monospace,SFMono-Regular,Menlo,Consolas,"Liberation Mono",monospace;
--sans:system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif}
@media (prefers-color-scheme:dark){:root{
${customProperties('dark')}
--s1:#56a8e0;--s2:#f08a4b;--s3:#35b890;--s4:#d98fbd;--s5:#d6a93a;--s6:#86c9f0;--s7:#a3a7e6;--s8:#a0a0a0;--s9:#ff7aa8;--s10:#a8cf6b;
--code-k:#cda2ee;--code-s:#6fcfa6;--code-n:#83bdf7;--code-c:#929ba5;--code-t:#f0a868}}
@media print{:root{color-scheme:light;
${customProperties('light')}
--ink:#000;--ink-2:#444;--line:#d0d4d8;--line-2:#aaa;--accent:#003f7d;
--s1:#0072b2;--s2:#d55e00;--s3:#00916a;--s4:#b8629b;--s5:#b07d00;--s6:#3d9fd6;--s7:#6b6fb3;--s8:#7a7a7a;--s9:#c2185b;--s10:#5b7a1e;
--code-k:#6f3d99;--code-s:#0b6b4f;--code-n:#0a58a8;--code-c:#57606a;--code-t:#9a4a00}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%}
body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.55 var(--sans);overflow-wrap:anywhere}
.page{max-width:56rem;margin:0 auto;padding:2.5rem 1.25rem 5rem}
a{color:var(--accent);text-underline-offset:.15em;text-decoration-thickness:1px}
a:hover{text-decoration-thickness:2px}
:focus-visible{outline:2px solid var(--accent);outline-offset:2px;border-radius:2px}
.sr{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.skip{position:absolute;left:1rem;top:-4rem;background:var(--paper);padding:.5rem 1rem}
.skip:focus{top:.5rem}
h1,h2,h3,h4,h5,h6{line-height:1.25;font-weight:650;margin:0;text-wrap:balance}
h1{font-size:2rem;letter-spacing:-.015em}
h2{font-size:1.35rem;letter-spacing:-.01em;margin:3.5rem 0 1rem;padding-top:1rem;border-top:1px solid var(--line)}
h3{font-size:1.15rem}
h4{font-size:1rem;margin:1.75rem 0 .5rem}
h5,h6{font-size:.95rem;margin:1.25rem 0 .5rem}
p,ul,ol,dl,figure,pre,blockquote{margin:0 0 1rem}
blockquote{border-left:3px solid var(--line-2);padding-left:1rem;color:var(--ink-2)}
hr{border:0;border-top:1px solid var(--line);margin:1.5rem 0}
small,.small{font-size:.85rem}
.muted{color:var(--ink-2)}
code,pre,.mono{font-family:var(--mono);font-size:.85em}
code{overflow-wrap:anywhere}
:not(pre)>code{background:var(--surface);border-radius:3px;padding:.1em .3em}
pre{background:var(--surface);border:1px solid var(--line);border-radius:6px;padding:.85rem 1rem;overflow:auto;line-height:1.5;overflow-wrap:normal;tab-size:2}
pre{max-height:36rem}pre code{font-size:inherit}
bdi{unicode-bidi:isolate}
nav.contents ul{list-style:none;display:flex;flex-wrap:wrap;gap:.25rem 1.25rem;padding:0;margin:1.25rem 0 0;font-size:.9rem}
@media (min-width:90rem){.page:not(.wide) nav.contents{position:fixed;top:2.5rem;left:calc(50% + 30rem);width:11rem}.page:not(.wide) nav.contents ul{flex-direction:column;margin:0}}
.scroll{overflow:auto;max-width:100%}
.scroll.tall{max-height:26rem}
.scroll:has(>table){background:linear-gradient(90deg,transparent,var(--paper) 60%) right/3rem 100% no-repeat local,linear-gradient(270deg,color-mix(in srgb,var(--ink) 22%,transparent),transparent) right/.8rem 100% no-repeat scroll}
.scroll>table :is(th,td):first-child{position:sticky;left:0;background:var(--paper);z-index:1}
table{border-collapse:collapse;width:max-content;font-size:.875rem;font-variant-numeric:tabular-nums;line-height:1.4}
caption{text-align:left;color:var(--ink-2);padding:0 0 .35rem}
th,td{text-align:left;vertical-align:top;padding:.35rem 1.1rem .35rem 0;border-bottom:1px solid var(--line);max-width:26rem}
th:last-child,td:last-child{padding-right:.25rem}
th{font-weight:600;color:var(--ink-2);white-space:nowrap;border-bottom-color:var(--line-2)}
thead th{max-width:none}
tbody th{color:var(--ink);border-bottom-color:var(--line);white-space:normal}
td.mono{white-space:nowrap;max-width:none}
td.n,th.n,${rightColumns}{text-align:right}
dl.facts{display:grid;grid-template-columns:max-content minmax(0,1fr);gap:.4rem 1.5rem;font-size:.925rem}
dl.facts dt{color:var(--ink-2)}
dl.facts dd{margin:0}
details{margin:0 0 .75rem}
summary{cursor:pointer;font-size:.9rem;color:var(--ink-2);padding:.25rem 0;width:fit-content}
summary:hover{color:var(--ink)}
details[open]>summary{margin-bottom:.5rem}
.state{display:inline-flex;align-items:center;gap:.35em;font-weight:600;font-size:.875rem;white-space:nowrap}
.state svg,.verdict-line svg{width:1em;height:1em;flex:none}
${stateRules('.state')}
.better{color:var(--good);font-weight:600}.worse{color:var(--failed);font-weight:600}
.tag{display:inline-block;border:1px solid var(--line-2);border-radius:1em;padding:0 .65em;font-size:.8rem;margin:0 .3em .2em 0}
.chart{margin:1.75rem 0}
.chart>h4{margin:0 0 .25rem}
.chart svg,.chart .awake svg{display:block;color:var(--ink);max-width:100%;height:auto;font-family:var(--sans)}
.chart figcaption,.about{font-size:.875rem;color:var(--ink-2);max-width:44rem;margin:.25rem 0 .5rem}
.chart .tools{display:flex;flex-wrap:wrap;align-items:center;gap:.5rem;margin:0 0 .35rem}
.chart img{max-width:100%;height:auto}
button{font:inherit;font-size:.8rem;color:var(--ink);background:none;border:1px solid var(--line-2);border-radius:4px;padding:.2rem .65rem;cursor:pointer}
button:hover{background:var(--surface)}
button[hidden]{display:none}
.problem{border-left:3px solid var(--failed);padding:.25rem 0 .25rem 1rem;margin:0 0 1rem}
.problem p{margin:0 0 .5rem}.problem>:last-child{margin-bottom:0}
#tip{position:absolute;z-index:9;pointer-events:none;background:var(--paper);color:var(--ink);border:1px solid var(--line-2);border-radius:4px;padding:.35rem .6rem;font-size:.8rem;max-width:20rem;white-space:pre-line}
.hk{color:var(--code-k)}.hs{color:var(--code-s)}.hn{color:var(--code-n)}.hc{color:var(--code-c)}.ht{color:var(--code-t)}.hd{color:var(--failed)}
@media (max-width:40rem){
.page{padding:1.25rem 1rem 3rem}h1{font-size:1.6rem}
dl.facts{grid-template-columns:1fr;gap:0}dl.facts dd{margin-bottom:.6rem}
.scroll .graph:not(.wide){width:100%;min-width:32rem;max-width:none}.chart .scroll svg{max-width:none;min-width:27rem;width:100%}}
@media (prefers-reduced-motion:no-preference){html{scroll-behavior:smooth}}
@media print{
@page{margin:16mm 14mm}
body{font-size:10pt}.page{max-width:none;padding:0}
.skip,nav.contents,button,.tools{display:none!important}
h1,h2,h3,h4{break-after:avoid}h2{margin-top:2rem}
figure,tr,.state,.keep{break-inside:avoid}
.scroll,.scroll.tall,pre{overflow:visible;max-height:none}.scroll:has(>table){background:none}.scroll>table :is(th,td):first-child{position:static}.scroll .graph.wide{max-width:100%}pre{white-space:pre-wrap;overflow-wrap:anywhere}
table{width:auto;max-width:100%;font-size:8.5pt}th,td.mono{white-space:normal}th,td{overflow-wrap:anywhere;padding-right:.5rem}
details:not([open])>summary{list-style:none}
a{color:inherit}}
`;
