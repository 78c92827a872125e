/** What the clocks of AWS said, beside our own. */
export interface DateSeen {
  readonly seen: { readonly server: number; readonly local: number }[];
}
