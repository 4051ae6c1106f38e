import { createRequire } from 'node:module';
import { dirname, sep } from 'node:path';
import { keepCrashListeners } from './keep-crash-listeners.ts';

/** What runs TensorFlow.js kernels. Each gives bytes of its own, so that it belongs in a stage's recipe. */
export type NetworkBackend = 'wasm' | 'cpu' | 'native';

export const NETWORK_BACKENDS: readonly NetworkBackend[] = ['wasm', 'cpu', 'native'];

export type TensorFlow = typeof import('@tensorflow/tfjs-core');

/** An opened backend. */
export interface NetworkEngine {
  readonly backend: NetworkBackend;
  readonly tf: TensorFlow;
  readonly versions: Readonly<Record<string, string>>;
  /**
   * Runs `work` on this backend and gives TensorFlow.js back the one it had. `work` is synchronous, so
   * that two trainings on two backends in one process never see each other's choice.
   */
  compute<T>(work: () => T): T;
}

/**
 * Opens a backend, from local files alone. Throws an Error with the command to type where the backend's
 * package is not installed.
 */
export async function openNetworkBackend(backend: NetworkBackend): Promise<NetworkEngine> {
  if (!NETWORK_BACKENDS.includes(backend)) {
    throw new Error(`the backend "${String(backend)}" is unknown; there are ${NETWORK_BACKENDS.join(', ')}`);
  }
  const { tf, name, versions } = await inTurn(() => start(backend));
  const compute = <T>(work: () => T): T => {
    const current = tf.getBackend();
    if (current === name) return tf.tidy(() => work() as never) as T;
    // For a backend that has started, all of setBackend's work is done before its promise is returned.
    void tf.setBackend(name);
    try {
      return tf.tidy(() => work() as never) as T;
    } finally {
      void tf.setBackend(current);
    }
  };
  return { backend, tf, versions, compute };
}

let turns: Promise<unknown> = Promise.resolve();

/** TensorFlow.js gives up starting one backend when asked for another meanwhile, so each start waits its turn. */
function inTurn<T>(work: () => Promise<T>): Promise<T> {
  const result = turns.then(work);
  turns = result.catch(() => undefined);
  return result;
}

/** Loads and starts a backend, and leaves TensorFlow.js on the one it had. */
async function start(backend: NetworkBackend): Promise<LoadedBackend> {
  const loaded = await loaders[backend]();
  const { tf, name } = loaded;
  // Without it, the CPU backend prints a banner, and every operation checks for NaN.
  tf.enableProdMode();
  const before = tf.getBackend();
  if (!(await keepCrashListeners(() => tf.setBackend(name)))) {
    throw new Error(`the TensorFlow.js backend "${backend}" did not start on this machine`);
  }
  if (before !== undefined && before !== name) await tf.setBackend(before);
  return loaded;
}

interface LoadedBackend {
  readonly tf: TensorFlow;
  /** The name under which TensorFlow.js registered it. */
  readonly name: string;
  readonly versions: Readonly<Record<string, string>>;
}

const loaders: Readonly<Record<NetworkBackend, () => Promise<LoadedBackend>>> = {
  wasm: loadWasm,
  cpu: loadCpu,
  native: loadNative,
};

async function loadWasm(): Promise<LoadedBackend> {
  const tf = await import('@tensorflow/tfjs-core');
  const wasm = await import('@tensorflow/tfjs-backend-wasm');
  // Once the backend has started, setWasmPaths refuses; findBackend would start it, so it is not asked.
  if (tf.engine().registry.wasm === undefined) {
    const packageJson = createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm/package.json');
    wasm.setWasmPaths(`${dirname(packageJson)}${sep}dist${sep}`);
  }
  // Its sigmoid and its elu give other bits where the processor has no SIMD.
  const hasSimd = await tf.env().getAsync('WASM_HAS_SIMD_SUPPORT');
  return {
    tf,
    name: 'wasm',
    versions: {
      '@tensorflow/tfjs-backend-wasm': `${wasm.version_wasm}${hasSimd ? '' : ' without SIMD'}`,
      '@tensorflow/tfjs-core': tf.version_core,
    },
  };
}

async function loadCpu(): Promise<LoadedBackend> {
  const tf = await import('@tensorflow/tfjs-core');
  const cpu = await import('@tensorflow/tfjs-backend-cpu');
  return {
    tf,
    name: 'cpu',
    versions: { '@tensorflow/tfjs-backend-cpu': cpu.version_cpu, '@tensorflow/tfjs-core': tf.version_core },
  };
}

async function loadNative(): Promise<LoadedBackend> {
  // A name in a variable: the package is the user's to install, and neither tsc nor a bundler has to find it.
  const packageName = '@tensorflow/tfjs-node';
  let native: TensorFlow & { readonly version: Readonly<Record<string, string>> };
  try {
    const loaded = (await import(packageName)) as { default?: unknown };
    native = (loaded.default ?? loaded) as typeof native;
  } catch (cause) {
    throw new Error(
      `the backend "native" needs ${packageName}, which could not be loaded; ` +
        `install it with: npm install ${packageName} (its install script downloads the TensorFlow library)`,
      { cause },
    );
  }
  return {
    tf: native,
    name: 'tensorflow',
    versions: { ...native.version },
  };
}
