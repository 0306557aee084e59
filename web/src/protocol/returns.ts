/**
 * A right that comes back after a visit was cancelled in time (SPEC 4): the platform says so of a blinded request, and of
 * nothing else; the custodian, who knows the person, is asked by nobody in particular.
 */
import { b64, type Bytes, hex } from "./encoding";
import { b64Of, digest, oneOf, type Read, structure } from "./shapes";
import { sign, type Signed, verify } from "./signed";
import { deriveRequest, tokenKeyId, type TokenRequest } from "./tokens";

const rightDueShape = structure({ type: oneOf("right_due"), key: digest, blinded: b64Of(256) });
export type RightDue = Read<typeof rightDueShape>;

const name = "right-due";

/** The request that the manage key of a visit may have one right for; the same one, however often it is made. */
export async function requestReturn(manageSeed: Bytes, installation: string, modulus: Bytes): Promise<TokenRequest> {
  return deriveRequest(manageSeed, "return", installation, "booking", modulus);
}

/** What the platform is asked to say. */
export function dueOf(request: TokenRequest, modulus: Bytes): RightDue {
  return { v: 1, type: "right_due", key: hex(tokenKeyId(modulus)), blinded: b64(request.blinded) };
}

/** The platform's word, by its relay key; written here for the vectors alone. */
export async function signDue(relaySeed: Bytes, due: RightDue): Promise<Signed> {
  return sign(relaySeed, name, due);
}

export async function believeDue(relay: Bytes, signed: Signed): Promise<RightDue> {
  return verify(relay, name, signed, rightDueShape);
}
