import { endianness } from "node:os";
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
  /** The part of the memory in which text stands that is read. */
  readonly block: Buffer;
  /** So much of it is indexed at a time. */
  readonly windowBytes: number;
  readonly rowsAt: number;
  index(from: number, length: number): void;
  /** Gives the number of rows; why it stopped, and where, is in {@link stop}, {@link takenTo} and {@link stoppedAt}. */
  scan(from: number, separator: number, loose: number): number;
  checksum(at: number, bytes: number, length: number, isFirst: number): number;
  stop(): number;
  takenTo(): number;
  stoppedAt(): number;
  /** 1: the window has bytes that are not ASCII. */
  beyondAscii(): number;
  /** Whose block and limits are in its memory. */
  owner: unknown;
  /** The plan that is in its memory: to copy one for each file would take as long as to read a small file. */
  plan: unknown;
}

/** Why a scan stopped. */
export const kernelStop = {
  /** The window ends inside a record. */
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
  // Plan and rows are read as words of this machine, and WebAssembly writes the lowest byte first.
  if (endianness() !== "LE") return undefined;
  // Node has it, but for `--jitless`; its types come with those of browsers only.
  const { WebAssembly: runtime } = globalThis as { readonly WebAssembly?: WasmRuntime };
  const bytes = Buffer.from(kernelBytes, "base64");
  if (runtime === undefined || !runtime.validate(bytes)) return undefined;
  const { exports } = new runtime.Instance(new runtime.Module(bytes), {});
  const memory = Buffer.from(exports.memory.buffer);
  const blockAt = exports.blockAt.value;
  return {
    memory,
    planAt: exports.planAt.value,
    planBytes: exports.planBytes.value,
    scratchAt: exports.scratchAt.value,
    scratchBytes: exports.scratchBytes.value,
    block: memory.subarray(blockAt, blockAt + exports.blockBytes.value),
    windowBytes: exports.windowBytes.value,
    rowsAt: exports.rowsAt.value,
    index: exports.index,
    scan: exports.scan,
    checksum: exports.checksum,
    stop: exports.stop,
    takenTo: exports.takenTo,
    stoppedAt: exports.stoppedAt,
    beyondAscii: exports.beyondAscii,
    owner: undefined,
    plan: undefined,
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
  readonly windowBytes: WasmGlobal;
  readonly rowsAt: WasmGlobal;
}

interface WasmGlobal {
  readonly value: number;
}
