/** What was known of a visit goes along when it gets another key (SPEC 7). Pure. */
import type { BookingContent, FilingContent } from "../protocol/appointments";
import { consentKinds } from "../protocol/agreements";
import type { Statement } from "../protocol/statements";
import type { Identity } from "../protocol/vault";
import type { Carried } from "../protocol/letters";
import type { RequestReply } from "./door-types";
import type { ReadMailbox } from "./mailbox";

const ofConsents: readonly string[] = Object.values(consentKinds);
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

/** What a mailbox has to tell whoever has the visit now: each request, what was answered, and the rest. */
export function lettersOf(appointment: string, { requests, told }: Pick<ReadMailbox, "requests" | "told">): { text: string; carried: Carried }[] {
  const letters = requests.flatMap(({ kind, text, asked, due, settled, replies }) => {
    const own: Carried = { appointment, by: "patient", kind, day: asked, files: [], ...(settled === "" ? { due } : {}) };
    const isRead = kind !== "" && kind !== "closed";
    return [...(isRead ? [{ text, carried: own }] : []), ...replies.flatMap((reply) => repeated(appointment, reply))];
  });
  return [...letters, ...told.flatMap((letter) => repeated(appointment, letter))];
}

/** What had been carried once before goes on as it is; what does not open here, or is about a consent under the old key, goes nowhere. */
function repeated(appointment: string, { day, kind, text, files, doubt, carried }: RequestReply): { text: string; carried: Carried }[] {
  if (doubt !== "" || ofConsents.includes(kind)) return [];
  return [{ text, carried: carried ?? { appointment, by: "practice", kind, day, files: files.map(({ name }) => name) } }];
}
