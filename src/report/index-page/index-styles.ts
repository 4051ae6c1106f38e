/** The look of what only the page of all experiments has. */
export const indexStyles = `
.page.index{max-width:84rem}
.filter{display:flex;flex-wrap:wrap;gap:.75rem 1.5rem;margin:0 0 .5rem;font-size:.9rem}
.filter[hidden]{display:none}
.filter input,.filter select{font:inherit;color:var(--ink);background:var(--paper);border:1px solid var(--line-2);border-radius:4px;padding:.25rem .5rem;margin-left:.35rem}
.filter input{width:min(18rem,60vw)}
tbody th a{font-weight:500;white-space:nowrap}
.name{display:block;font-weight:400;color:var(--ink-2);white-space:normal;max-width:22rem}
td.m{white-space:nowrap}
.sp{width:50px;height:16px;vertical-align:-3px;margin-right:.5em}
.sp path,.trend path{fill:none;stroke:var(--line-2);stroke-width:1.25;stroke-linejoin:round}
.trend path{stroke:var(--s1);stroke-width:1.5}
.sp path+path,.trend path+path{stroke:var(--s1);stroke-width:4;stroke-linecap:round}
.trend path+path{stroke-width:6}
.trends{list-style:none;padding:0;margin:0;display:grid;grid-template-columns:repeat(auto-fill,minmax(15rem,1fr));gap:1.5rem}
.trends li{display:flex;flex-direction:column;font-size:.875rem;line-height:1.45;border-top:2px solid var(--ink);padding-top:.5rem}
.trends+p{margin:1rem 0 0}
.trends .big{font-size:1.6rem;font-weight:650;letter-spacing:-.02em;font-variant-numeric:tabular-nums}
.trend{max-width:100%;height:auto;margin:.25rem 0}
th button.sort{all:unset;cursor:pointer;font:inherit;color:inherit}
th button.sort:focus-visible{outline:2px solid var(--accent);outline-offset:2px;border-radius:2px}
th button.sort::after{content:"";display:inline-block;width:1.1em;text-align:center}
th[aria-sort=ascending] button.sort::after{content:"▲"}th[aria-sort=descending] button.sort::after{content:"▼"}
th button.sort:hover{text-decoration:underline}
tr[hidden]{display:none}
main:focus{outline:none}
@media print{.filter{display:none}}
`;
