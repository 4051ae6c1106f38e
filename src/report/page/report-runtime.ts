import { readFile } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';

/** Vega for the browser, as the package's build made it: the bytes that stand inert in a page. */
export interface ReportRuntime {
  readonly gzip: Uint8Array;
  /** The script that they hold, whose hash the page's policy names. */
  readonly script: string;
}

/** Beside the bundle that holds this module, beside its chunks, or built while this runs from source. */
const places = ['./report-runtime.js.gz', '../report-runtime.js.gz', '../../../dist/report-runtime.js.gz'];

/**
 * The runtime of this installation, or null where the package was not built (`npm run prepare`): pages then
 * have all their charts, but cannot wake them.
 */
export async function loadReportRuntime(): Promise<ReportRuntime | null> {
  for (const place of places) {
    try {
      const gzip = await readFile(new URL(place, import.meta.url));
      return { gzip, script: gunzipSync(gzip).toString('utf8') };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
  }
  return null;
}
