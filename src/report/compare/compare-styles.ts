/** The look of what only comparisons have. Heat is told by a sign and a number in each cell as well. */
export const compareStyles = `
.page.wide{max-width:68rem}
.kicker{margin:0 0 .25rem;color:var(--ink-2);font-size:.95rem}
.switch{margin:1.5rem 0 0;font-size:.9rem;display:flex;align-items:center;gap:.5rem}
.switch input{width:1.1rem;height:1.1rem;accent-color:var(--accent);margin:0}
.switch:has(input:not(:checked))~.compared .same{display:none}
.verdicts{list-style:none;padding:0;margin:0}
.verdicts li{padding:.75rem 0;border-top:1px solid var(--line)}
.verdicts li:first-child{border-top:0;padding-top:0}
.verdicts p{margin:0}
.verdict-word{display:inline-flex;align-items:center;gap:.4em;font-weight:650;font-size:1.15rem}
.verdict-word svg{width:1em;height:1em;flex:none}
.v-better{color:var(--good)}.v-worse{color:var(--failed)}.v-same,.v-cannot-tell,.v-not-comparable{color:var(--ink)}
.verdicts dl.common,dl.common{display:grid;grid-template-columns:max-content minmax(0,1fr);gap:.1rem 1.25rem;margin:.25rem 0 .75rem;font-size:.875rem;color:var(--ink-2);font-variant-numeric:tabular-nums}
dl.common dd{margin:0}
.verdicts dl{display:grid;grid-template-columns:max-content max-content minmax(0,1fr);gap:.15rem 1.25rem;margin:.6rem 0 .6rem;font-variant-numeric:tabular-nums;font-size:.925rem}
.verdicts dt{color:var(--ink-2)}.verdicts dd{margin:0}
.change{border-left:3px solid var(--line-2);padding:0 0 .25rem 1rem;margin:0 0 1.25rem}
.change.cause,.change.unexplained,.change.added,.change.removed{border-left-color:var(--accent)}
.change h3,.change h4{margin:0 0 .35rem;display:flex;flex-wrap:wrap;gap:.25rem .75rem;align-items:baseline}
.change ul{padding-left:1.1rem;margin:0 0 .5rem}
.kind{font-weight:400;font-size:.875rem;color:var(--ink-2)}
pre.diff{max-height:30rem;font-size:.8rem}
pre.diff .add{color:var(--good)}pre.diff .cut{color:var(--failed)}pre.diff .at{color:var(--ink-2)}
.heat td,.heat thead th{text-align:center;padding:.5rem .75rem;min-width:6rem}
.heat td{border:1px solid var(--line);print-color-adjust:exact;-webkit-print-color-adjust:exact}
.heat td span{display:block;font-size:.75rem;color:var(--ink-2)}
.heat td b{font-size:1.05rem}
.heat td.hit{outline:2px solid var(--line-2);outline-offset:-2px}
.g1{background:color-mix(in srgb,var(--good) 8%,var(--paper))}.g2{background:color-mix(in srgb,var(--good) 15%,var(--paper))}.g3{background:color-mix(in srgb,var(--good) 22%,var(--paper))}.g4{background:color-mix(in srgb,var(--good) 30%,var(--paper))}
.b1{background:color-mix(in srgb,var(--failed) 8%,var(--paper))}.b2{background:color-mix(in srgb,var(--failed) 15%,var(--paper))}.b3{background:color-mix(in srgb,var(--failed) 22%,var(--paper))}.b4{background:color-mix(in srgb,var(--failed) 30%,var(--paper))}
.heat .g3 span,.heat .g4 span,.heat .b3 span,.heat .b4 span{color:var(--ink)}
.columns{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,26rem),1fr));gap:1rem 2.5rem}
.columns>*{min-width:0}
.compared section>h3{margin:1.75rem 0 .5rem}
details.pair{border-top:1px solid var(--line);padding:.35rem 0;margin:0}
details.pair>summary{font-size:1rem;color:var(--ink);font-weight:600}
details.pair h3{margin:1.5rem 0 .75rem}
th[aria-sort] button,th button.sort{all:unset;cursor:pointer;font:inherit;color:inherit}
th button.sort:focus-visible{outline:2px solid var(--accent);outline-offset:2px;border-radius:2px}
th button.sort::after{content:"";display:inline-block;width:1.1em;text-align:center;color:var(--ink-2)}
th[aria-sort=ascending] button.sort::after{content:"▲"}th[aria-sort=descending] button.sort::after{content:"▼"}
th button.sort:hover{text-decoration:underline}
footer{margin-top:3rem;border-top:1px solid var(--line);padding-top:1rem}
main:focus{outline:none}
@media (max-width:40rem){.verdicts dl{grid-template-columns:1fr;gap:0}.verdicts dd:nth-of-type(2n){margin-bottom:.5rem}.heat td,.heat thead th{min-width:0;padding:.35rem .5rem}}
@media print{.switch{display:none}}
`;
