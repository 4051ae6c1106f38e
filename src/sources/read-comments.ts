import type { Client } from 'pg';

/** The comments of tables, and of those that they are partitions of, in the order of their oids. */
export async function readComments(client: Client, relations: readonly number[]): Promise<readonly string[]> {
  const { rows } = await client.query<{ comment: string }>(
    `WITH RECURSIVE family(oid) AS (
       SELECT unnest($1::oid[]) UNION
       SELECT i.inhparent FROM family f JOIN pg_inherits i ON i.inhrelid = f.oid
     )
     SELECT d.description AS comment FROM family f
     JOIN pg_description d ON d.objoid = f.oid AND d.objsubid = 0 AND d.classoid = 'pg_class'::regclass
     ORDER BY f.oid`,
    [relations],
  );
  return rows.map((row) => row.comment);
}
