/** Rights to book: Privacy Pass tokens of type 2 (RFC 9578 section 6), fetched blind and spent once (SPEC 4). */
import { below, blindMessage, modulusLength, unblind } from "./blindrsa";
import { type Bytes, concat, equal, fromB64, fromHex, hex, u16, utf8 } from "./encoding";
import { insist } from "./errors";
import { derive, hash, pssVerify, random, sha256 } from "./primitives";
import { b64Of, moment, oneOf, type Read, structure } from "./shapes";

export const tokenLength = 354;
const tokenType = Uint8Array.of(0, 2);

export const purposes = ["opening", "booking"] as const;
export type Purpose = (typeof purposes)[number];

export const issuerKeyShape = structure({
  type: oneOf("issuer_key"),
  purpose: oneOf(...purposes),
  modulus: b64Of(modulusLength),
  issue_from: moment,
  issue_until: moment,
  redeem_until: moment,
});
export type IssuerKey = Read<typeof issuerKeyShape>;

/** RSASSA-PSS with SHA-384, MGF1 over it and salt 48 (RFC 9578 section 6.5), around a modulus of 2048 bits. */
const spkiBefore = fromHex(
  "30820152303d06092a864886f70d01010a3030a00d300b0609608648016503040202a11a301806092a864886f70d010108300b0609608648016503040202" +
    "a2030201300382010f003082010a0282010100",
);
const spkiAfter = fromHex("0203010001");

export function publicKeyInfo(modulus: Bytes): Bytes {
  insist(modulus.length === modulusLength, "token_malformed");
  return concat(spkiBefore, modulus, spkiAfter);
}

export function tokenKeyId(modulus: Bytes): Bytes {
  return sha256(publicKeyInfo(modulus));
}

function opaque(data: Bytes): Bytes {
  return concat(u16(data.length), data);
}

/** RFC 9577 section 2.1; the redemption context is empty, so a token serves at any time. */
export function challengeDigest(issuer: string, purpose: string): Bytes {
  return sha256(concat(tokenType, opaque(utf8(issuer)), Uint8Array.of(0), opaque(utf8(purpose))));
}

export interface TokenRequest {
  input: Bytes;
  blinded: Bytes;
  inverse: Bytes;
}

export function tokenInput(issuer: string, purpose: string, modulus: Bytes, nonce = random(32)): Bytes {
  return concat(tokenType, nonce, challengeDigest(issuer, purpose), tokenKeyId(modulus));
}

export async function requestToken(issuer: string, purpose: Purpose, modulus: Bytes): Promise<TokenRequest> {
  const input = tokenInput(issuer, purpose, modulus);
  return { input, ...(await blindMessage(modulus, input)) };
}

/** The same out of a secret: whoever has that makes it again, so nothing has to be kept until it was signed. */
export async function deriveRequest(secret: Bytes, name: string, issuer: string, purpose: string, modulus: Bytes): Promise<TokenRequest> {
  const label = `${name}/${hex(tokenKeyId(modulus))}`;
  const input = tokenInput(issuer, purpose, modulus, derive(secret, `${label}/nonce`));
  const factor = below(derive(secret, `${label}/factor`, modulusLength + 16), modulus);
  return { input, ...(await blindMessage(modulus, input, factor, derive(secret, `${label}/salt`, 48))) };
}

export async function finishToken(request: TokenRequest, modulus: Bytes, signature: Bytes): Promise<Bytes> {
  return concat(request.input, await unblind(modulus, request.input, signature, request.inverse));
}

/** What the platform checks; kept here for the vectors, and to drop a stale stock before it is offered. */
export async function checkToken(token: Bytes, issuer: string, purpose: Purpose, keys: readonly IssuerKey[], now: string): Promise<void> {
  insist(token.length === tokenLength && equal(token.slice(0, 2), tokenType), "token_malformed");
  const keyId = token.slice(66, 98);
  const key = keys.find((candidate) => equal(tokenKeyId(fromB64(candidate.modulus)), keyId));
  insist(key !== undefined, "token_key_unknown");
  insist(key.purpose === purpose && equal(token.slice(34, 66), challengeDigest(issuer, purpose)), "token_wrong_purpose");
  insist(now < key.redeem_until, "token_expired");
  await pssVerify(fromB64(key.modulus), token.slice(0, 98), token.slice(98), "token_forged");
}

export function tokenHash(token: Bytes): string {
  return hex(hash("token", token));
}
