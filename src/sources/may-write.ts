import type { Client } from 'pg';

/** Whether the role could write some table, if it were not held to reading. */
export async function mayWrite(client: Client): Promise<boolean> {
  const { rows } = await client.query<{ writes: boolean }>(
    `SELECT rolsuper OR EXISTS (
       SELECT FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
       WHERE c.relkind IN ('r', 'p') AND n.nspname !~ '^(pg_|information_schema)'
         AND has_table_privilege(c.oid, 'INSERT, UPDATE, DELETE, TRUNCATE')) AS writes
     FROM pg_roles WHERE rolname = current_user`,
  );
  return rows[0]?.writes === true;
}
