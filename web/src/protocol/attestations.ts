/** The platform's word that a visit stands at a practice, and whether a right to book was spent for it (SPEC 18). */
import type { Bytes } from "./encoding";
import { insist } from "./errors";
import { boolean, day, digest, identifier, moment, oneOf, type Read, structure } from "./shapes";
import { type Signed, verify } from "./signed";

const attestationShape = structure({
  type: oneOf("visit_attestation"),
  practice: identifier,
  appointment: digest,
  start: moment,
  /** A right to book was spent for it, and it has begun, so that no cancelling gives that right back. */
  right: boolean,
  day,
});
type Attestation = Read<typeof attestationShape>;

const dayMilliseconds = 86_400_000;

/** The platform's word about this very visit, which still stood on the day of the decision `since`, give or take one for clocks. */
export async function believeAttestation(platformLog: Bytes, signed: Signed, visit: Pick<Attestation, "practice" | "appointment" | "start">, since: string): Promise<Attestation> {
  const told = await verify(platformLog, "visit-attestation", signed, attestationShape);
  insist(told.practice === visit.practice && told.appointment === visit.appointment && told.start === visit.start, "bad_referral");
  insist(Date.parse(told.day) >= Date.parse(since) - dayMilliseconds, "bad_referral");
  return told;
}
