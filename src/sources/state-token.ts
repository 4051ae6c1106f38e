import type { Client } from 'pg';
import { digestOf } from '../base/digest.ts';
import { optional } from './begin-snapshot.ts';

/**
 * Names what the transaction sees of the whole server: as long as the token is the same, no committed work
 * came or went. Null where the server or the role does not tell, and on a standby.
 *
 * `pg_current_snapshot()` is the exact set of transactions that are seen, and every change of rows or tables
 * is a transaction's. What could bring the same numbers with other work is in the token too: another cluster
 * (system identifier) or history (timeline), a restart, and a crash that lost commits which were not flushed
 * (recovery ends in a checkpoint). Checkpoints also happen without a change: then a read was for nothing.
 */
export async function stateToken(client: Client, snapshotId: string): Promise<string | null> {
  const state = await optional<{ standby: boolean; parts: readonly unknown[] }>(
    client,
    `SELECT pg_is_in_recovery() AS standby,
            json_build_array(s.system_identifier::text, c.timeline_id, c.checkpoint_lsn::text,
              pg_postmaster_start_time()::text, current_user,
              (SELECT oid::text FROM pg_database WHERE datname = current_database())) AS parts
     FROM pg_control_system() s, pg_control_checkpoint() c`,
  );
  return state === null || state.standby ? null : digestOf('source-state/1', [snapshotId, ...state.parts]);
}
