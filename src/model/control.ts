/** A requirement of a framework, and the checks that answer it. */
export interface Control {
  /** As the framework writes it: `IA-2(1)`, `A.8.5`, `2.10`. */
  readonly id: string;
  /** In our own short words. */
  readonly title: string;
  /** Ids of checks and rules that speak to this control. */
  readonly answeredBy: readonly string[];
}

/** A framework is data: `frameworks/<id>.yml`. It names checks; checks name no framework. */
export interface Framework {
  /** `nist-800-53-r5`, `iso-27001-2022`, `cis-aws-7.0`, ... */
  readonly id: string;
  readonly title: string;
  /** The edition, as its publisher writes it: `7.0.0`, `Revision 5`. */
  readonly version: string;
  readonly controls: readonly Control[];
}
