import { type Field, type NeededField, needed } from "./fields.ts";

/** The member that names what an operation is about (`UserName`), where operations differ in it, and how it is read out of an input. */
export interface NameMember {
  readonly members: { readonly [member: string]: NeededField<string> };
  readonly of: (input: { readonly [member: string]: unknown }) => string;
}

export function nameMember(member: string, field: Field<string>): NameMember {
  return { members: { [member]: needed(field) }, of: (input) => String(input[member]) };
}
