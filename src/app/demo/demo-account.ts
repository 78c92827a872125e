/** The account that the demo works on. Whoever runs the demo runs it, too; it is asked over HTTP as AWS is. */
export interface DemoAccount {
  /** `http://127.0.0.1:4566` */
  readonly endpoint: string;
  /** Milliseconds since 1970, by its clock. */
  now(): number;
  /** Makes the people of AeroSecure and thirty days of their work; answers how many people that are. */
  seed(): Promise<number>;
  /** Moves its clock. */
  tick(ms: number): Promise<void>;
  /** Changes one log file of a bucket behind CloudTrail's back; answers its key. */
  changeLog(bucket: string): Promise<string>;
}

/** Where the demo's account and its files are. */
export interface DemoPlace {
  readonly account: DemoAccount;
  readonly connection: { readonly endpointUrl: string; readonly region: string };
  readonly workspace: string;
  /** A folder for copies of what trails delivered. */
  readonly logs: string;
}
