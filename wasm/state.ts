/** What the parts of the kernel share. */
export namespace state {
  /** Why `scan` stopped: one of `STOP_`. */
  export let stop: u32 = 0;
  /** Offset behind the last record that was taken. */
  export let takenTo: u32 = 0;
  /** Offset of the record at which it stopped, where it stopped at one. */
  export let stoppedAt: u32 = 0;
  /** 1: the window has bytes that are not ASCII. */
  export let beyondAscii: u32 = 0;
  /** Address of the first byte of the window. */
  export let windowStart: u32 = 0;
  /** Address behind the last byte of the window, which is the part of the block that was indexed. */
  export let windowEnd: u32 = 0;
  /** Addresses in the list of ends of strings: behind the last, and of the next. */
  export let endsEnd: u32 = 0;
  export let stringEnd: u32 = 0;
  /** Address in the list of marks. */
  export let mark: u32 = 0;
  /** Number of the record that is being read. */
  export let serial: u32 = 0;
}
