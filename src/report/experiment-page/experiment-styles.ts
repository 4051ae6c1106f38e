import { stateRules } from '../page/state-icon.ts';

/** The look of what only the page of an experiment has. */
export const experimentStyles = `
.kicker{display:flex;gap:1rem;align-items:baseline;flex-wrap:wrap;margin:0 0 .25rem;color:var(--ink-2);font-size:.95rem}
.lead{font-size:1.1rem;color:var(--ink-2);max-width:42rem;margin:.75rem 0 0}
.sub{margin:2rem 0 .75rem}
.verdict-line{display:flex;align-items:center;gap:.5rem;font-size:1.1rem;font-weight:600}
${stateRules('.verdict-line')}
.headline{list-style:none;padding:0;margin:1.5rem 0;display:grid;grid-template-columns:repeat(auto-fit,minmax(11rem,1fr));gap:1.5rem}
.headline li{display:flex;flex-direction:column;font-size:.875rem;line-height:1.45;border-top:2px solid var(--ink);padding-top:.5rem}
.headline .big{font-size:2rem;font-weight:650;letter-spacing:-.02em;line-height:1.25;font-variant-numeric:tabular-nums}
.headline .unit{font-size:1rem;font-weight:500;letter-spacing:0}
.ledger{display:grid;grid-template-columns:6.5rem minmax(0,1fr);column-gap:1.5rem;row-gap:.75rem;margin:1.5rem 0 1rem;padding-top:1rem;border-top:1px dotted var(--line-2);font-size:.9rem}
.ledger>h4{margin:0;font-size:.875rem;font-weight:500;color:var(--ink-2);line-height:1.9}
.ledger>*{min-width:0}.ledger ul,.ledger p,.ledger details{margin:0}
.params{list-style:none;padding:0;display:flex;flex-wrap:wrap;gap:.1rem 1.5rem}
.reasons{list-style:none;padding:0}
@media (max-width:40rem){.ledger{grid-template-columns:1fr;row-gap:.25rem}.ledger>h4{margin-top:.75rem}}
.checks,.frames{padding-left:1.1rem}
.checks{list-style:none;padding:0}.checks li{margin:.25rem 0}
.prose{max-width:44rem}
.prose>:last-child{margin-bottom:0}
.stage{padding:1.5rem 0 1rem;border-top:1px solid var(--line);scroll-margin-top:1rem}
.stage:first-of-type{border-top:0;padding-top:0}
.stage>header{display:flex;align-items:baseline;flex-wrap:wrap;gap:.35rem 1rem;margin-bottom:.75rem}
.stage:target>header h3{text-decoration:underline;text-decoration-color:var(--accent);text-underline-offset:.25em}
.summary :is(td,th){vertical-align:middle;max-width:10rem}.summary .bars{display:block;fill:var(--s1)}
.log{max-height:24rem}.log b{color:var(--failed)}
footer{margin-top:3rem;border-top:1px solid var(--line);padding-top:1rem}
main:focus{outline:none}
`;
