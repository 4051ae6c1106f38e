import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from 'pg';
import { type Digest, digestOf } from '../base/digest.ts';
import { optional, type ServerState } from './begin-snapshot.ts';

const flushPauseMs = 100;
/** A server whose log is written less often than that is not waited for. */
const longestWaitMs = 3000;

/**
 * Names what the transaction sees: of the whole server, by which role, under which settings, by which plans. As long
 * as the token is the same, no committed work came or went. Null where the server or the role does not tell, and on
 * a standby.
 *
 * `pg_current_snapshot()` is the exact set of transactions that are seen, and every change of rows or tables
 * is a transaction's. What could bring the same numbers with other work is in the token too: another cluster
 * (system identifier) or history (timeline), a restart, by which a copy of the past may have been put in place. A
 * crash could lose commits that were seen and give their numbers to others; none that had reached the disk. Where
 * that cannot be waited for, the last checkpoint is in the token, since recovery ends in one.
 *
 * A plan holds the constants that `'now'` and the like were folded to.
 */
export async function stateToken(
  client: Client,
  seen: { readonly server: ServerState; readonly plans: readonly Digest[] },
): Promise<string | null> {
  const { snapshotId, session, lsn } = seen.server;
  const state = await optional<{ standby: boolean; checkpoint: string; parts: readonly unknown[] }>(
    client,
    `SELECT pg_is_in_recovery() AS standby, c.checkpoint_lsn::text AS checkpoint,
            json_build_array(s.system_identifier::text, c.timeline_id, pg_postmaster_start_time()::text,
              (SELECT oid::text FROM pg_database WHERE datname = current_database())) AS parts
     FROM pg_control_system() s, pg_control_checkpoint() c`,
  );
  if (state === null || state.standby) return null;
  const checkpoint = (await isFlushed(client, lsn)) ? null : state.checkpoint;
  return digestOf('source-state/2', {
    snapshotId,
    session,
    parts: state.parts,
    plans: seen.plans,
    checkpoint,
  });
}

/**
 * Waits until every commit up to a position of the log is on the disk. The writer of the log puts also those there
 * that did not wait for it (synchronous_commit = off) within three of its rounds (PostgreSQL manual, 28.4); what else
 * stands in the log may stay in memory for as long as nobody commits.
 */
async function isFlushed(client: Client, lsn: string | null): Promise<boolean> {
  if (lsn === null) return false;
  const begun = performance.now();
  for (;;) {
    const told = await optional<{ done: boolean; rounds: number }>(
      client,
      `SELECT pg_current_wal_flush_lsn() >= '${lsn}'::pg_lsn AS done,
              3 * (SELECT setting::float8 FROM pg_settings WHERE name = 'wal_writer_delay') AS rounds`,
    );
    if (told === null || told.rounds > longestWaitMs) return false;
    if (told.done || performance.now() - begun > told.rounds + flushPauseMs) return true;
    await sleep(flushPauseMs);
  }
}
