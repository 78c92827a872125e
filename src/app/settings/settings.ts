import { type AuditSettings, defaultAuditSettings } from "../../audit/index.ts";
import type { SourceLocation } from "../../model/index.ts";
import type { Suppression } from "./suppress-findings.ts";

/** The configuration file: what a user says about an account once, instead of by flags each time. */
export interface Settings {
  readonly audit: AuditSettings;
  /** Findings that somebody has looked at and takes on himself for a while. */
  readonly suppressions: readonly Suppression[];
  /** Values for Sigma's `expand` placeholders, by name without the percent signs. */
  readonly placeholders: ReadonlyMap<string, readonly string[]>;
  /** Where each of those names stands. */
  readonly placeholderPlaces: ReadonlyMap<string, SourceLocation>;
  /** Values of flags that the command line and the environment leave open, by name without dashes. */
  readonly defaults: ReadonlyMap<string, DefaultValue>;
}

export interface DefaultValue {
  /** As written, to be parsed like the flag itself. */
  readonly text: string;
  readonly location: SourceLocation;
}

export const defaultSettings: Settings = {
  audit: defaultAuditSettings,
  suppressions: [],
  placeholders: new Map(),
  placeholderPlaces: new Map(),
  defaults: new Map(),
};
