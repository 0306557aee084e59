/** The end of a visit that is no care: what its practice's desk signs, and whoever held it reads (SPEC 17). */
import { b64, type Bytes, fromB64, hex } from "./encoding";
import { type Done, type Receipt, verifyDone } from "./erasures";
import { insist } from "./errors";
import { b64Of, day, digest, identifier, integer, oneOf, type Read, structure } from "./shapes";
import { bodyHash, peek, sign, type Signed, verify } from "./signed";
import type { DeskKey } from "./statements";

const shape = structure({
  type: oneOf("visit_erasure"),
  practice: identifier,
  appointment: digest,
  epoch: integer(1),
  /** Hash of its last statement: nobody erases what changed meanwhile. */
  last: digest,
  /** Drawn for this erasure; what the receipt is bound to. */
  nonce: b64Of(32),
  day,
});
export type VisitErasure = Read<typeof shape>;

/** The desk's word that a visit ends. */
export function visitErasure(deskSeed: Bytes, where: Pick<VisitErasure, "practice" | "epoch" | "appointment" | "day">, last: Signed, nonce: Bytes): Promise<Signed> {
  return sign(deskSeed, "visit-erasure", { ...where, v: 1, type: "visit_erasure", last: hex(bodyHash("statement", last)), nonce: b64(nonce) });
}

/** The same, once the desk of that epoch signed it, about this very visit. */
export async function believeVisitErasure(signed: Signed, practice: string, appointment: string, deskKey: DeskKey): Promise<VisitErasure> {
  const erasure = await verify(await deskKey(peek(signed, shape).epoch), "visit-erasure", signed, shape);
  insist(erasure.practice === practice && erasure.appointment === appointment, "another_erasure");
  return erasure;
}

/** The platform's receipt of it; whether its leaf is in the log is seen there. */
export function verifyVisitReceipt(done: Done, logKey: Bytes, word: Signed): Promise<Receipt> {
  const { nonce, appointment } = peek(word, shape);
  return verifyDone(done, logKey, "platform", fromB64(nonce), appointment);
}
