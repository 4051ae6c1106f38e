/** A share as a reader says it: 0.6149 is `61.5 %`. */
export function percentInWords(share: number): string {
  return Number.isFinite(share) ? `${(share * 100).toFixed(1)} %` : 'undefined';
}

/** A number to three significant digits, as charts' descriptions give it; what is before the point stands whole. */
export function numberInWords(value: number): string {
  if (!Number.isFinite(value)) return 'undefined';
  const digits = Math.abs(value) >= 1000 ? grouped(value.toFixed(0)) : String(Number(value.toPrecision(3)));
  return digits.replace('-', '−');
}

/** A count with its noun: `1 row`, `4,812 rows`. */
export function countInWords(count: number, noun: string): string {
  return `${grouped(String(count))} ${noun}${count === 1 ? '' : 's'}`;
}

function grouped(digits: string): string {
  return digits.replace(/\B(?=(\d{3})+$)/g, ',');
}

/** A class by its name, which for digits needs the word: `class 3`, `buy`. */
export function classInWords(name: string): string {
  return /^[+-]?[\d.]/.test(name) ? `class ${name}` : name;
}
