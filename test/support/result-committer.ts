/** A process that commits a result record (JSON, argv 3) to a store (argv 2) and prints which one stands. */
import type { ResultRecord } from '../../src/model/result-record.ts';
import { commitResult } from '../../src/store/commit-result.ts';
import { storeFolder } from '../../src/store/store-folder.ts';

const [store = '', json = ''] = process.argv.slice(2);
const record = JSON.parse(json) as ResultRecord;
const standing = await commitResult(storeFolder(store), { record, replaces: false });
process.stdout.write(`${standing.seconds}\n`);
