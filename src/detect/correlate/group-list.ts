/** Something of a group, in a {@link GroupList}. */
export interface GroupNode {
  readonly group: string;
  previous: this | undefined;
  next: this | undefined;
}

/**
 * Groups by name and in an order of use. A `Map` alone would keep the order too, but walks past all that was moved. A class: every
 * engine has one, and they are asked for every event.
 */
export class GroupList<N extends GroupNode> {
  /** To be read only. */
  first: N | undefined;
  #last: N | undefined;
  readonly #byName = new Map<string, N>();

  get size(): number {
    return this.#byName.size;
  }

  get(group: string): N | undefined {
    return this.#byName.get(group);
  }

  /** Adds it, or moves it there. */
  putLast(node: N): void {
    if (node === this.#last) return;
    if (node.previous !== undefined || node === this.first) this.#unlink(node);
    else this.#byName.set(node.group, node);
    node.previous = this.#last;
    if (this.#last === undefined) this.first = node;
    else this.#last.next = node;
    this.#last = node;
  }

  remove(node: N): void {
    if (this.#byName.delete(node.group)) this.#unlink(node);
  }

  clear(): void {
    this.#byName.clear();
    this.first = undefined;
    this.#last = undefined;
  }

  all(): readonly N[] {
    const nodes: N[] = [];
    for (let node = this.first; node !== undefined; node = node.next) nodes.push(node);
    return nodes;
  }

  #unlink(node: N): void {
    if (node.previous === undefined) this.first = node.next;
    else node.previous.next = node.next;
    if (node.next === undefined) this.#last = node.previous;
    else node.next.previous = node.previous;
    node.previous = undefined;
    node.next = undefined;
  }
}
