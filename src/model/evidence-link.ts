/** One link of the chain from a finding to AWS's signature, or of a pack's own integrity, and whether it holds. */
export interface EvidenceLink {
  /** What the link starts from. `archive` to `signature` are about the pack itself. */
  readonly kind:
    | "archive"
    | "manifest"
    | "file"
    | "signature"
    | "key"
    | "answer"
    | "digest"
    | "log"
    | "event"
    | "finding"
    | "detection";
  /** A path in the pack, a fingerprint, or the id of an event, a finding or a rule. */
  readonly subject: string;
  /** What it is held against. */
  readonly against: string;
  /** `unchecked`: the pack does not tell; it is never as good as `valid`. */
  readonly verdict: "valid" | "invalid" | "unchecked";
  /** `valid...`, `INVALID: ...` or `unchecked: ...`. */
  readonly reason: string;
}
