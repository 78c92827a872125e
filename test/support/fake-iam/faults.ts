/** What goes wrong with a call: nothing is done and the answer is lost, it is done and the answer is lost, IAM refuses. */
export type Fault = "lost-before" | "lost-after" | "Throttling" | "AccessDenied" | "ServiceFailure";

/** An error as IAM words it. */
export class IamError extends Error {
  readonly code: string;
  readonly status: number;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
    this.status = statuses.get(code) ?? 400;
  }
}

const statuses: ReadonlyMap<string, number> = new Map([
  ["NoSuchEntity", 404],
  ["EntityAlreadyExists", 409],
  ["LimitExceeded", 409],
  ["DeleteConflict", 409],
  ["AccessDenied", 403],
  ["ServiceFailure", 500],
]);
