import type { JSX } from "react";
import type { ReportView } from "./report-view.ts";

/** Search and filters. Without script they could do nothing, so they are hidden until the page's script shows them. */
export function FilterBar({ view: { report, failed, detections } }: { readonly view: ReportView }): JSX.Element | null {
  if (failed.length + detections.length + (report.identities ?? []).length === 0) return null;
  return (
    <search id="filter" className="filter" hidden aria-label="Search and filter this report">
      <label>
        Search <input id="filter-text" type="search" autoComplete="off" spellCheck={false} />
      </label>
      <label>
        Severity{" "}
        <select id="filter-level">
          <option value="5">all</option>
          <option value="1">critical</option>
          <option value="2">high and above</option>
          <option value="3">medium and above</option>
          <option value="4">low and above</option>
        </select>
      </label>
      {(report.since?.added ?? []).length === 0 ? null : (
        <label>
          <input id="filter-new" type="checkbox" /> only new
        </label>
      )}
      <button type="button" id="filter-open">
        Open all
      </button>
      <button type="button" id="filter-clear">
        Clear
      </button>
      <output id="filter-count" aria-live="polite" />
    </search>
  );
}
