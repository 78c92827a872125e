/** Which row of a batch the events of one feed, group, value and hour are folded into. */
export interface HourTable {
  /** The row of this key; `next` when there is none, which becomes its row. All are whole numbers of 32 bits. */
  rowOf(feed: number, group: number, value: number, hour: number, next: number): number;
  clear(): void;
}

/** Open addressing: a batch has few rows, and every event asks. */
export function createHourTable(): HourTable {
  let slots = new Int32Array(firstSlots * slotWords);
  let count = 0;

  return {
    rowOf(feed, group, value, hour, next) {
      if (2 * count * slotWords >= slots.length) grow();
      const at = slotOf(slots, feed, group, value, hour);
      const row = (slots[at] ?? 0) - 1;
      if (row >= 0) return row;
      fill(slots, at, feed, group, value, hour, next);
      count += 1;
      return next;
    },
    clear() {
      if (slots.length > firstSlots * slotWords) slots = new Int32Array(firstSlots * slotWords);
      else if (count > 0) slots.fill(0);
      count = 0;
    },
  };

  function grow(): void {
    const larger = new Int32Array(2 * slots.length);
    for (let at = 0; at < slots.length; at += slotWords) {
      const [row = 0, feed = 0, group = 0, value = 0, hour = 0] = slots.subarray(at, at + slotWords);
      if (row > 0) fill(larger, slotOf(larger, feed, group, value, hour), feed, group, value, hour, row - 1);
    }
    slots = larger;
  }
}

const firstSlots = 1024;
/** The row, counted from 1, and its key. */
const slotWords = 5;

/** Where the key is, or an empty slot where it would be. At most half of the slots are in use. */
function slotOf(slots: Int32Array, feed: number, group: number, value: number, hour: number): number {
  const mask = slots.length / slotWords - 1;
  let hash = Math.imul(group ^ Math.imul(feed, 0x9e3779b1), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 15) ^ value, 0xc2b2ae35);
  hash = Math.imul(hash ^ (hash >>> 13) ^ hour, 0x27d4eb2f);
  for (let slot = hash ^ (hash >>> 16); ; slot += 1) {
    const at = (slot & mask) * slotWords;
    if (slots[at] === 0) return at;
    const isSame =
      slots[at + 2] === group && slots[at + 3] === value && slots[at + 1] === feed && slots[at + 4] === hour;
    if (isSame) return at;
  }
}

function fill(
  slots: Int32Array,
  at: number,
  feed: number,
  group: number,
  value: number,
  hour: number,
  row: number,
): void {
  slots[at] = row + 1;
  slots[at + 1] = feed;
  slots[at + 2] = group;
  slots[at + 3] = value;
  slots[at + 4] = hour;
}
