/** Input that does not fit its shape. Each protocol has its own words for it. */
export class WireFault extends Error {
  /** `tags.1.member.key`, as AWS names what is wrong. */
  readonly path: string;

  constructor(path: string, message: string) {
    super(message);
    this.path = path;
  }
}
