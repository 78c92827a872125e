import type { JSX } from "react";
import { bounded } from "./facts.tsx";
import { DataTable, Showing } from "./parts.tsx";

const inputLimit = 200;

/** What a page was made of, so that the same bytes can be found again. */
export function InputsTable({
  inputs,
}: {
  readonly inputs: readonly { readonly source: string; readonly file: string; readonly sha256: string }[];
}): JSX.Element {
  return (
    <>
      {inputs.length === 0 ? null : (
        <DataTable
          caption="Inputs and their SHA-256"
          columns={[{ header: "Source", size: "narrow" }, { header: "File and SHA-256" }]}
          rows={inputs.slice(0, inputLimit).map(({ source, file, sha256 }) => [
            source,
            <>
              {bounded(file)}
              <small className="arn">{sha256}</small>
            </>,
          ])}
        />
      )}
      <Showing shown={Math.min(inputLimit, inputs.length)} total={inputs.length} what="inputs" />
    </>
  );
}
