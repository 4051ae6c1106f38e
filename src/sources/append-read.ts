import type { Result } from '../base/result.ts';
import type { Block } from './append-blocks.ts';
import type { Column } from './copy-decoder.ts';
import type { TableRead } from './extract-options.ts';
import type { OrderedContent } from './settle-order.ts';
import type { TableInfo } from './snapshot-info.ts';
import type { AppendSpec, TableSpec } from './source-spec.ts';

export interface Appended extends OrderedContent {
  readonly rowsRead: number;
  readonly bytesRead: number;
  /** The table's blocks as they are now; null where they are not compared, or not known yet. */
  readonly blocks: readonly Block[] | null;
}

/** What a read of the changed part builds on; the earlier snapshot is attached as `earlier`. */
export interface AppendRead extends TableRead {
  readonly table: TableSpec & { readonly append: AppendSpec };
  readonly earlier: TableInfo;
  readonly columns: readonly Column[];
  /** The relation that holds the earlier rows. */
  readonly old: string;
  /** Says why all must be read. */
  refuse(reason: string): Result<null, never>;
}
