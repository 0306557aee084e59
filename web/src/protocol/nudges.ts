/** Tickets for nudges: opaque to the platform, all of one size (SPEC 8). */
import { type Bytes, canonical } from "./encoding";
import { insist } from "./errors";
import { contactBuckets, pad } from "./padding";
import { seal } from "./sealing";
import { b64Of, day, oneOf, type Read, structure } from "./shapes";

export const ticketLength = 1436;

export function checkTicket(ticket: Bytes): void {
  insist(ticket.length === ticketLength, "ticket_size");
}

export const contactKeyShape = structure({ type: oneOf("contact_key"), seal: b64Of(1216), from: day });
export type ContactKey = Read<typeof contactKeyShape>;

export interface Contact {
  email: string;
  phone: string;
  language: string;
}

/** For a patient who telephoned: the contact itself, sealed to the custodian, of a ticket's size. */
export async function contactTicket(contactKey: Bytes, { email, phone, language }: Contact): Promise<Bytes> {
  const plain = pad(canonical({ v: 1, type: "contact", email, phone, language }), contactBuckets);
  // A ticket carries no version byte of its own: the custodian tells the two kinds apart by opening them.
  const ticket = (await seal(contactKey, "contact", { v: 1 }, plain)).slice(1);
  checkTicket(ticket);
  return ticket;
}
