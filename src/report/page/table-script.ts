/**
 * Sorts tables marked `data-sortable` by a click on a heading, and filters those named by an input's
 * `data-filter`. A cell is ordered by its `data-v`, else by its text; numbers as numbers, what has no value
 * last. Without it the tables stand as they were written.
 */
export const tableScript = `(() => {
'use strict';
const keyOf = (row, column) => {
  const cell = row.cells[column];
  if (!cell) return '';
  const told = cell.dataset.v;
  return told === undefined ? cell.textContent.trim() : told;
};
const compare = (a, b) => {
  if (a === b) return 0;
  const [x, y] = [Number(a), Number(b)];
  const numeric = a !== '' && b !== '' && !Number.isNaN(x) && !Number.isNaN(y);
  return numeric ? x - y : a < b ? -1 : 1;
};
const sort = (table, column, sign) => {
  const body = table.tBodies[0];
  const rows = [...body.rows].map((row, place) => ({ row, place, key: keyOf(row, column) }));
  rows.sort((a, b) => (a.key === '') - (b.key === '') || sign * compare(a.key, b.key) || a.place - b.place);
  body.append(...rows.map(({ row }) => row));
};
for (const table of document.querySelectorAll('table[data-sortable]')) {
  const heads = [...table.tHead.rows[0].cells];
  heads.forEach((head, column) => {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'sort';
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener('click', () => {
      const first = head.dataset.first === 'descending' ? 'descending' : 'ascending';
      const other = first === 'ascending' ? 'descending' : 'ascending';
      const order = head.getAttribute('aria-sort') === first ? other : first;
      for (const each of heads) each.removeAttribute('aria-sort');
      head.setAttribute('aria-sort', order);
      sort(table, column, order === 'ascending' ? 1 : -1);
    });
  });
}
for (const form of document.querySelectorAll('[data-filter]')) {
  const table = document.getElementById(form.dataset.filter);
  const rows = [...table.tBodies[0].rows].map((row) => ({ row, text: row.textContent.toLowerCase() }));
  const count = document.getElementById(form.dataset.filter + '-count');
  const states = form.querySelector('select');
  const words = form.querySelector('input');
  const apply = () => {
    const asked = words.value.toLowerCase().split(/\\s+/).filter(Boolean);
    const state = states ? states.value : '';
    let shown = 0;
    for (const { row, text } of rows) {
      const fits = (state === '' || row.dataset.state === state) && asked.every((word) => text.includes(word));
      row.hidden = !fits;
      if (fits) shown += 1;
    }
    count.textContent = shown === rows.length ? rows.length + ' experiments' : shown + ' of ' + rows.length + ' experiments';
  };
  words.addEventListener('input', apply);
  if (states) states.addEventListener('change', apply);
  form.addEventListener('submit', (event) => event.preventDefault());
  form.hidden = false;
  if (words.value !== '' || (states && states.value !== '')) apply();
}
})();`;
