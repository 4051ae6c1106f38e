import type { DuckDBValue } from '@duckdb/node-api';
import fc from 'fast-check';

/** A Postgres type with random values, and how each side shows one, so that equal values show equally. */
export interface CarriedCase {
  readonly type: string;
  /** Texts from which Postgres makes values. */
  readonly values: fc.Arbitrary<string>;
  /** SQL that makes a value of the text `x`; by default a cast. */
  readonly make?: string;
  /** SQL that gives the value `v` as text; by default a cast. */
  readonly inPostgres?: string;
  /** The text of that SQL as it is compared; by default itself. */
  readonly ofPostgres?: (text: string) => string;
  /** The value as DuckDB gives it; by default `String(value)`. */
  readonly ofDuckdb?: (value: DuckDBValue) => string;
}

type Fields = Readonly<Record<string, unknown>>;
const field = (name: string) => (value: DuckDBValue) => String((value as unknown as Fields)[name]);

function integers(bits: number): fc.Arbitrary<string> {
  const max = 2n ** BigInt(bits - 1) - 1n;
  const edges = fc.constantFrom(-max - 1n, max, 0n, -1n);
  return fc.oneof(fc.bigInt({ min: -max - 1n, max }), edges).map(String);
}

function decimals(digits: number, scale: number): fc.Arbitrary<string> {
  const max = 10n ** BigInt(digits) - 1n;
  return fc.oneof(fc.bigInt({ min: -max, max }), fc.constantFrom(max, -max, 0n, 7n, -1n)).map((unscaled) => {
    const text = String(unscaled < 0n ? -unscaled : unscaled).padStart(scale + 1, '0');
    const whole = text.slice(0, text.length - scale);
    return `${unscaled < 0n ? '-' : ''}${whole}${scale > 0 ? `.${text.slice(text.length - scale)}` : ''}`;
  });
}

const edgesOfDouble = [-0, Number.MAX_VALUE, Number.MIN_VALUE, Infinity, -Infinity, Number.NaN, 0.1];
const doubles = fc
  .oneof(fc.double(), fc.constantFrom(...edgesOfDouble))
  .map((value) => (Object.is(value, -0) ? '-0' : String(value)));
/** As Postgres prints a number, read as one. */
const numberText = (value: number) => (Object.is(value, -0) ? '-0' : String(value));

const shownNumber = (value: DuckDBValue) => (Object.is(value, -0) ? '-0' : String(value));

/** Postgres' text has no NUL. */
const texts = fc.string({ unit: 'binary', maxLength: 40 }).map((value) => value.replaceAll('\0', ''));

// From 4713 BC to the end of DuckDB's time, and nearer to now.
const micros = fc
  .oneof(
    fc.bigInt({ min: -210866803200000000n, max: 9223371331199999999n }),
    fc.bigInt({ min: -(10n ** 15n), max: 4n * 10n ** 15n }),
  )
  .map(String);
const days = fc
  .oneof(fc.integer({ min: -2440588, max: 2145031948 }), fc.integer({ min: -40000, max: 40000 }))
  .map(String);
const orInfinite = (finite: fc.Arbitrary<string>) =>
  fc.oneof(
    { weight: 8, arbitrary: finite },
    { weight: 1, arbitrary: fc.constantFrom('infinity', '-infinity') },
  );
const finiteOr = (type: string, make: string) => `CASE WHEN x LIKE '%inf%' THEN x::${type} ELSE ${make} END`;
const microsOf = `CASE WHEN isfinite(v) THEN (extract(epoch FROM v) * 1000000)::numeric(30, 0)::text ELSE v::text END`;
/** DuckDB's ±infinity: the largest number, and its negative. */
const withInfinity = (limit: bigint) => (value: string) =>
  value === String(limit) ? 'infinity' : value === String(-limit) ? '-infinity' : value;
const micro = (value: DuckDBValue) => withInfinity(2n ** 63n - 1n)(field('micros')(value));

const bytes = fc.uint8Array({ maxLength: 40 }).map((b) => `\\x${Buffer.from(b).toString('hex')}`);
const arrayText = (items: readonly (string | null)[]) =>
  `{${items.map((item) => (item === null ? 'NULL' : `"${item.replace(/[\\"]/g, '\\$&')}"`)).join(',')}}`;
const arrays = (items: fc.Arbitrary<string>) => fc.array(fc.option(items), { maxLength: 5 }).map(arrayText);
const itemsText = (value: DuckDBValue) =>
  JSON.stringify(
    (value as unknown as { items: readonly DuckDBValue[] }).items.map((i) => (i === null ? null : String(i))),
  );
const asArray = {
  inPostgres: `to_json(v::text[])::text`,
  ofPostgres: (t: string) => JSON.stringify(JSON.parse(t)),
  ofDuckdb: itemsText,
};

const numerics = [
  [4, 2],
  [5, 0],
  [9, 4],
  [12, 6],
  [15, 15],
  [16, 1],
  [18, 9],
  [19, 3],
  [38, 10],
  [38, 38],
] as const;
const labels = ['sell', 'hold', 'buy', `it's "odd", ünïcode`] as const;

/** Before a test, these are run: the types that `carriedCases` names and Postgres does not have. */
export const carriedTypesSql = `
  CREATE TYPE signal AS ENUM ('sell', 'hold', 'buy', 'it''s "odd", ünïcode');
  CREATE TYPE big AS ENUM (${Array.from({ length: 300 }, (_, i) => `'label ${i}'`).join(', ')});
  CREATE DOMAIN price AS numeric(12, 4) CHECK (VALUE > -100000000);
  CREATE DOMAIN tag AS varchar(60);
`;

export const carriedCases: readonly CarriedCase[] = [
  { type: 'boolean', values: fc.boolean().map(String) },
  { type: 'int2', values: integers(16) },
  { type: 'int4', values: integers(32) },
  { type: 'int8', values: integers(64) },
  { type: 'oid', values: fc.bigInt({ min: 0n, max: 4294967295n }).map(String) },
  {
    type: 'float8',
    values: doubles,
    ofPostgres: (t) => numberText(Number(t)),
    ofDuckdb: shownNumber,
  },
  {
    type: 'float4',
    values: doubles.filter(
      (t) => Math.abs(Number(t)) < 3e38 && (Number(t) === 0 || Math.abs(Number(t)) > 1e-44),
    ),
    ofPostgres: (t) => numberText(Math.fround(Number(t))),
    ofDuckdb: shownNumber,
  },
  ...numerics.map(([digits, scale]) => ({
    type: `numeric(${digits},${scale})`,
    values: decimals(digits, scale),
  })),
  { type: 'numeric(3,-2)', values: decimals(3, 0).map((text) => `${text}00`) },
  { type: 'price', values: decimals(10, 4) },
  {
    type: 'numeric',
    values: fc.oneof(
      decimals(60, 20),
      decimals(7, 3),
      fc.constantFrom('NaN', 'Infinity', '-Infinity', '1e-30', '1e30', '0.00', '100000'),
    ),
  },
  { type: 'text', values: texts },
  { type: 'varchar(60)', values: texts },
  { type: 'tag', values: texts },
  { type: 'char(44)', values: texts, inPostgres: `rpad(v::text, 44)` },
  { type: 'name', values: fc.string({ unit: 'grapheme-ascii', maxLength: 30 }) },
  { type: '"char"', values: fc.constantFrom('', 'a', 'z', ' ') },
  { type: 'uuid', values: fc.uuid() },
  { type: 'json', values: fc.json() },
  { type: 'jsonb', values: fc.json().filter((json) => !json.includes('\\u0000')) },
  {
    type: 'bytea',
    values: bytes,
    inPostgres: `encode(v, 'hex')`,
    ofDuckdb: (v) => Buffer.from((v as unknown as { bytes: Uint8Array }).bytes).toString('hex'),
  },
  {
    type: 'date',
    values: orInfinite(days),
    make: finiteOr('date', `date '1970-01-01' + x::int`),
    inPostgres: `CASE WHEN isfinite(v) THEN (v - date '1970-01-01')::text ELSE v::text END`,
    ofDuckdb: (v) => withInfinity(2n ** 31n - 1n)(field('days')(v)),
  },
  {
    type: 'time',
    values: fc.integer({ min: 0, max: 86_400_000 }).map(String),
    make: `CASE WHEN x::int = 86400000 THEN time '24:00' ELSE time '00:00' + x::int * interval '1 millisecond' END`,
    inPostgres: `(extract(epoch FROM v) * 1000000)::int8::text`,
    ofDuckdb: field('micros'),
  },
  ...['timestamp', 'timestamptz'].map((type) => ({
    type,
    values: orInfinite(micros),
    make: finiteOr(type, `${type} '1970-01-01 00:00:00+00' + x::int8 * interval '1 microsecond'`),
    inPostgres: microsOf,
    ofDuckdb: micro,
  })),
  {
    type: 'interval',
    values: fc
      .tuple(fc.integer(), fc.integer(), fc.bigInt({ min: -(10n ** 17n), max: 10n ** 17n }))
      .map(([months, day, us]) => `${months % 1e6} months ${day % 1e8} days ${us} microseconds`),
    inPostgres: `encode(interval_send(v), 'hex')`,
    ofPostgres: (hex) => {
      const sent = Buffer.from(hex, 'hex');
      return `${sent.readInt32BE(12)} ${sent.readInt32BE(8)} ${sent.readBigInt64BE(0)}`;
    },
    ofDuckdb: (v) => `${field('months')(v)} ${field('days')(v)} ${field('micros')(v)}`,
  },
  { type: 'signal', values: fc.constantFrom(...labels) },
  { type: 'big', values: fc.integer({ min: 0, max: 299 }).map((i) => `label ${i}`) },
  { type: 'int4[]', values: arrays(integers(32)), ...asArray },
  { type: 'text[]', values: arrays(texts), ...asArray },
  { type: 'signal[]', values: arrays(fc.constantFrom(...labels)), ...asArray },
  { type: 'numeric(20,2)[]', values: arrays(decimals(20, 2)), ...asArray },
  { type: 'uuid[]', values: arrays(fc.uuid()), ...asArray },
];
