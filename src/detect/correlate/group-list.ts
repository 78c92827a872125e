/** Something of a group, in a {@link GroupList}. */
export interface GroupNode {
  readonly group: string;
  previous: this | undefined;
  next: this | undefined;
}

/** Groups by name and in an order of use. A `Map` alone would keep the order too, but walks past all that was moved. */
export interface GroupList<N extends GroupNode> {
  readonly size: number;
  readonly first: N | undefined;
  get(group: string): N | undefined;
  /** Adds it, or moves it there. */
  putLast(node: N): void;
  remove(node: N): void;
  clear(): void;
  all(): readonly N[];
}

export function createGroupList<N extends GroupNode>(): GroupList<N> {
  const byName = new Map<string, N>();
  let first: N | undefined;
  let last: N | undefined;

  return {
    get size() {
      return byName.size;
    },
    get first() {
      return first;
    },
    get: (group) => byName.get(group),
    putLast(node) {
      if (node === last) return;
      if (byName.has(node.group)) unlink(node);
      else byName.set(node.group, node);
      node.previous = last;
      if (last === undefined) first = node;
      else last.next = node;
      last = node;
    },
    remove(node) {
      if (byName.delete(node.group)) unlink(node);
    },
    clear() {
      byName.clear();
      first = undefined;
      last = undefined;
    },
    all() {
      const nodes: N[] = [];
      for (let node = first; node !== undefined; node = node.next) nodes.push(node);
      return nodes;
    },
  };

  function unlink(node: N): void {
    if (node.previous === undefined) first = node.next;
    else node.previous.next = node.next;
    if (node.next === undefined) last = node.previous;
    else node.next.previous = node.previous;
    node.previous = undefined;
    node.next = undefined;
  }
}
