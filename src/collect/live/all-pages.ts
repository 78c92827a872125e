import type { SourceName } from "../../model/index.ts";
import { answerText, errorText } from "./answer-text.ts";
import type { CollectedAnswer } from "./collector.ts";
import type { Asked } from "./session.ts";

/** One page of a list. */
export interface Page<T> {
  readonly items: readonly T[] | undefined;
  /** Where the next one starts; undefined or empty: this is the last. */
  readonly next: string | undefined;
}

/** What the pages of a list held, and the refusal that ended it. */
export interface Pages<T> {
  /** Undefined: not even the first page was answered. */
  readonly items?: readonly T[];
  readonly failed?: Asked<never> & { readonly ok: false };
}

export async function allPages<T>(
  ask: (next: string | undefined) => Promise<Asked<Page<T>>>,
  isProbe: boolean,
): Promise<Pages<T>> {
  let items: T[] | undefined;
  let next: string | undefined;
  do {
    const page = await ask(next);
    if (!page.ok) return { ...(items !== undefined && { items }), failed: page };
    items = [...(items ?? []), ...(page.value.items ?? [])];
    // A page that names itself as the next would go on for ever.
    next = isProbe || page.value.next === next || page.value.next === "" ? undefined : page.value.next;
  } while (next !== undefined);
  return { items };
}

/** The list as AWS CLI prints it, which asks for all pages itself, and a refusal as an answer of its own. */
export function listAnswers<T>(
  common: Omit<CollectedAnswer, "text"> & { readonly source: SourceName },
  member: string,
  { items, failed }: Pages<T>,
  action?: string,
): readonly CollectedAnswer[] {
  return [
    ...(items === undefined ? [] : [{ ...common, text: answerText({ [member]: items }) }]),
    ...(failed === undefined ? [] : [{ ...common, text: errorText(failed, action) }]),
  ];
}
