/** A process that puts one file (argv 3) into a store (argv 2) some times (argv 4) and prints its digests. */
import { putBlob } from '../../src/store/blob-store.ts';
import { storeFolder } from '../../src/store/store-folder.ts';

const [store = '', path = '', times = ''] = process.argv.slice(2);
for (let i = 0; i < Number(times); i++) {
  const { digest } = await putBlob(storeFolder(store), path);
  process.stdout.write(`${digest}\n`);
}
