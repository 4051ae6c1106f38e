/** A value that DuckDB's type cannot hold; the text says which. Becomes an `unsupported-value` problem. */
export class ValueRefused extends Error {}
