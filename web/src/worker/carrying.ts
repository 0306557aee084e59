/** What was known of a visit goes along when it gets another key (SPEC 7). Pure. */
import type { BookingContent, FilingContent } from "../protocol/appointments";
import type { Statement } from "../protocol/statements";
import type { Identity } from "../protocol/vault";

const span = ["practice", "schedule", "start", "duration", "class"] as const;

/** Whether the one appointment began where and when the other one ended. */
export function isInPlaceOf(first: Statement | undefined, last: Statement | undefined): boolean {
  return first !== undefined && last?.state === "cancelled" && span.every((field) => first[field] === last[field]);
}

/** What is filed of the new appointment: the practice's own words, and keys and language of the new envelope. */
export function carried(known: FilingContent, patient: Identity, { reply, language, pseudonym }: Pick<BookingContent, "reply" | "language" | "pseudonym">, replaces: string): FilingContent {
  return { ...known, patient, reply, language, claim: "", replaces, ...(pseudonym === undefined ? {} : { pseudonym }) };
}

/** The contact that the practice has, and where it has none, what the envelope brought: anybody may have a code. */
export function completed(known: Identity, brought: Identity): Identity {
  return { ...known, phone: known.phone || brought.phone, email: known.email || brought.email };
}

/** The contact that the envelope brought, where it did: of somebody whom the practice has just recognised. */
export function renewed(known: Identity, brought: Identity): Identity {
  return { ...known, phone: brought.phone || known.phone, email: brought.email || known.email };
}
