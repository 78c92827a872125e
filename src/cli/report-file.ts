import { closeSync, openSync, renameSync, writeSync } from "node:fs";
import { dirname } from "node:path";
import { makeFolders, removeIfThere, writablePlace } from "../app/make-folders.ts";
import { Problem } from "../model/index.ts";

/** A file that is written piece by piece, and is there only once it is whole. All throw Problems `output.unwritable`. */
export interface ReportFile {
  write(text: string): void;
  done(): void;
  /** Leaves nothing behind. */
  abandon(): void;
}

export function openReportFile(named: string): ReportFile {
  const { path, isSpecial } = writablePlace(named);
  const temporary = isSpecial ? path : `${path}.${process.pid}.tmp`;
  const file = told(() => {
    makeFolders(dirname(path));
    return openSync(temporary, "w");
  });
  let waiting: string[] = [];
  let length = 0;
  return {
    write: (text) => {
      waiting.push(text);
      length += text.length;
      if (length > 65_536) flush();
    },
    done: () => {
      flush();
      told(() => {
        closeSync(file);
        if (!isSpecial) renameSync(temporary, path);
      });
    },
    abandon: () => {
      closeSync(file);
      if (!isSpecial) removeIfThere(temporary);
    },
  };

  function flush(): void {
    const bytes = Buffer.from(waiting.join(""));
    waiting = [];
    length = 0;
    told(() => {
      for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
    });
  }

  function told<T>(work: () => T): T {
    try {
      return work();
    } catch (cause) {
      const message = `The report cannot be written: ${(cause as Error).message}`;
      throw new Problem("output.unwritable", message, { location: { file: named }, cause });
    }
  }
}
