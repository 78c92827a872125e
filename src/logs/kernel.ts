import { kernelBytes } from "./kernel.generated.ts";

/**
 * The byte scanner of `wasm/`, with memory of a fixed size. One for each thread: whoever uses it claims it, and finds
 * it as it was left only as long as nobody else did.
 */
export interface Kernel {
  readonly memory: Buffer;
  readonly planAt: number;
  readonly planBytes: number;
  readonly scratchAt: number;
  readonly scratchBytes: number;
  readonly blockAt: number;
  readonly blockBytes: number;
  readonly rowsAt: number;
  index(length: number): void;
  /** Gives the number of rows; why it stopped, and where, is in {@link stop}, {@link takenTo} and {@link stoppedAt}. */
  scan(from: number, separator: number, loose: number): number;
  checksum(at: number, bytes: number, length: number, isFirst: number): number;
  stop(): number;
  takenTo(): number;
  stoppedAt(): number;
  /** 1: the block has bytes that are not ASCII. */
  beyondAscii(): number;
  /** Whose plan and block are in its memory. */
  owner: unknown;
}

/** Why a scan stopped. */
export const kernelStop = {
  /** The block ends inside a record. */
  cut: 0,
  /** A record for which the parser is needed. */
  declined: 1,
  /** No room for more rows. */
  full: 2,
  /** Something else than another record. */
  other: 3,
  /** Quotes before this place do not make pairs. */
  misled: 4,
} as const;

/** Undefined where WebAssembly or its SIMD instructions are missing. */
export function sharedKernel(): Kernel | undefined {
  if (kernel === "unknown") kernel = start();
  return kernel;
}

let kernel: Kernel | undefined | "unknown" = "unknown";

function start(): Kernel | undefined {
  // Node has it, but for `--jitless`; its types come with those of browsers only.
  const { WebAssembly: runtime } = globalThis as { readonly WebAssembly?: WasmRuntime };
  const bytes = Buffer.from(kernelBytes, "base64");
  if (runtime === undefined || !runtime.validate(bytes)) return undefined;
  const { exports } = new runtime.Instance(new runtime.Module(bytes), {});
  return {
    memory: Buffer.from(exports.memory.buffer),
    planAt: exports.planAt.value,
    planBytes: exports.planBytes.value,
    scratchAt: exports.scratchAt.value,
    scratchBytes: exports.scratchBytes.value,
    blockAt: exports.blockAt.value,
    blockBytes: exports.blockBytes.value,
    rowsAt: exports.rowsAt.value,
    index: exports.index,
    scan: exports.scan,
    checksum: exports.checksum,
    stop: exports.stop,
    takenTo: exports.takenTo,
    stoppedAt: exports.stoppedAt,
    beyondAscii: exports.beyondAscii,
    owner: undefined,
  };
}

/** What is used of it. */
interface WasmRuntime {
  validate(bytes: Uint8Array): boolean;
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: KernelExports };
}

interface KernelExports
  extends Pick<Kernel, "index" | "scan" | "checksum" | "stop" | "takenTo" | "stoppedAt" | "beyondAscii"> {
  readonly memory: { readonly buffer: ArrayBuffer };
  readonly planAt: WasmGlobal;
  readonly planBytes: WasmGlobal;
  readonly scratchAt: WasmGlobal;
  readonly scratchBytes: WasmGlobal;
  readonly blockAt: WasmGlobal;
  readonly blockBytes: WasmGlobal;
  readonly rowsAt: WasmGlobal;
}

interface WasmGlobal {
  readonly value: number;
}
