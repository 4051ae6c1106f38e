/** A share as a reader says it: 0.6149 is `61.5 %`. */
export function percentInWords(share: number): string {
  return Number.isFinite(share) ? `${(share * 100).toFixed(1)} %` : 'undefined';
}

/** A number to three significant digits, as charts' descriptions give it. */
export function numberInWords(value: number): string {
  return Number.isFinite(value) ? String(Number(value.toPrecision(3))) : 'undefined';
}

/** A count with its noun: `1 row`, `4,812 rows`. */
export function countInWords(count: number, noun: string): string {
  const digits = String(count).replace(/\B(?=(\d{3})+$)/g, ',');
  return `${digits} ${noun}${count === 1 ? '' : 's'}`;
}

/** A class by its name, which for digits needs the word: `class 3`, `buy`. */
export function classInWords(name: string): string {
  return /^[+-]?[\d.]/.test(name) ? `class ${name}` : name;
}
