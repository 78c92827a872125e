/** What AWS answers in place of an output. */
export class AwsError extends Error {
  override readonly name = "AwsError";
  /**
   * Name of the error's shape in the service's model, as CloudTrail records it (`NoSuchEntityException`): the model tells
   * the code on the wire and the status. Of errors that no model has (`AccessDenied`, `ValidationError`) the code itself.
   */
  readonly shape: string;
  /** HTTP status, where the model tells none; undefined: 400. */
  readonly status: number | undefined;

  constructor(shape: string, message: string, status?: number) {
    super(message);
    this.shape = shape;
    this.status = status;
  }
}
