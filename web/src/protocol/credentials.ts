/**
 * Credentials: a practice's word that it knows somebody, given blindly and shown once (SPEC 24). Tokens as rights to book are, but of the
 * practice: neither its desk nor the platform can tell afterwards to whom one that is shown was given.
 */
import { modulusLength, signBlinded } from "./blindrsa";
import { b64, type Bytes, canonical, concat, equal, fromB64, fromHex, hex, parse } from "./encoding";
import { insist } from "./errors";
import { credentialsBuckets, pad, unpad } from "./padding";
import { hash, pssVerify, rsaPrimes } from "./primitives";
import { lock, open, seal, unlock } from "./sealing";
import { b64Of, digest, identifier, list, object, oneOf, type Read, type Shape, structure } from "./shapes";
import { challengeDigest, deriveRequest, finishToken, tokenKeyId, tokenLength, type TokenRequest } from "./tokens";

/** Patients whom the practice knows; other practices. */
const audience = oneOf("known", "colleagues");
export type KnownAs = Read<typeof audience>;
const most = 4;
const primeLength = modulusLength / 2;

const few: Shape<readonly string[]> = (value) => {
  const blinded = list(b64Of(modulusLength))(value);
  insist(blinded.length > 0 && blinded.length <= most, "bad_structure");
  return blinded;
};

export const credentialKeyShape = object({ audience, modulus: b64Of(modulusLength), locked: b64Of() });
export type CredentialKey = Read<typeof credentialKeyShape>;

export const credentialAskShape = object({ audience, key: digest, blinded: few });
export type CredentialAsk = Read<typeof credentialAskShape>;

const credentialsShape = structure({ type: oneOf("credentials"), audience, key: digest, signatures: few });
export type Credentials = Read<typeof credentialsShape>;

export const keptCredentialShape = object({ practice: identifier, audience, credential: b64Of() });
export type KeptCredential = Read<typeof keptCredentialShape>;

export interface Primes {
  p: Bytes;
  q: Bytes;
}

function place(practice: string, epoch: number, known: KnownAs) {
  return { v: 1, practice, epoch, audience: known } as const;
}

function answerContext(practice: string, appointment: string) {
  return { v: 1, practice, appointment } as const;
}

export function keyIdOf({ modulus }: Pick<CredentialKey, "modulus">): string {
  return hex(tokenKeyId(fromB64(modulus)));
}

function product({ p, q }: Primes): Bytes {
  const value = BigInt(`0x${hex(p)}`) * BigInt(`0x${hex(q)}`);
  return fromHex(value.toString(16).padStart(2 * modulusLength, "0"));
}

/** A key for an epoch, its primes locked for the desk. */
export async function newCredentialKey(practice: string, epoch: number, known: KnownAs, filingKey: Bytes): Promise<CredentialKey> {
  const primes = await rsaPrimes();
  const locked = await lock(filingKey, "credential-key", place(practice, epoch, known), concat(primes.p, primes.q));
  return { audience: known, modulus: b64(product(primes)), locked: b64(locked) };
}

/** The private half, if it is that of the public one. */
export async function openCredentialKey(key: CredentialKey, practice: string, epoch: number, filingKey: Bytes): Promise<Primes> {
  const halves = await unlock(filingKey, "credential-key", place(practice, epoch, key.audience), fromB64(key.locked));
  insist(halves.length === modulusLength, "cannot_open");
  const primes = { p: halves.slice(0, primeLength), q: halves.slice(primeLength) };
  insist(equal(product(primes), fromB64(key.modulus)), "cannot_open");
  return primes;
}

/** What the manage seed of a visit asks for; the same, however often it is made. */
export async function requestCredentials(manageSeed: Bytes, practice: string, key: CredentialKey, count: number): Promise<readonly TokenRequest[]> {
  const numbers = Array.from({ length: count }, (_, number) => number);
  return Promise.all(numbers.map((number) => deriveRequest(manageSeed, `credential/${number}`, practice, key.audience, fromB64(key.modulus))));
}

export function askOf(requests: readonly TokenRequest[], key: CredentialKey): CredentialAsk {
  return { audience: key.audience, key: keyIdOf(key), blinded: requests.map(({ blinded }) => b64(blinded)) };
}

/** Signs what was asked for under this very key; the same again is the same. */
export function issue(ask: CredentialAsk, key: CredentialKey, { p, q }: Primes): Credentials {
  insist(ask.audience === key.audience && ask.key === keyIdOf(key), "credential_refused");
  const signatures = ask.blinded.map((one) => b64(signBlinded(p, q, fromB64(one))));
  return { v: 1, type: "credentials", audience: key.audience, key: ask.key, signatures };
}

export async function sealCredentials(credentials: Credentials, reply: Bytes, practice: string, appointment: string): Promise<Bytes> {
  return seal(reply, "credentials", answerContext(practice, appointment), pad(canonical(credentials), credentialsBuckets));
}

export async function openCredentials(sealed: Bytes, replySeed: Bytes, practice: string, appointment: string): Promise<Credentials> {
  const padded = await open(replySeed, "credentials", answerContext(practice, appointment), sealed);
  return credentialsShape(parse(unpad(padded, credentialsBuckets)));
}

/** Refuses what the desk signed beside what was asked. */
export async function finishCredentials(answer: Credentials, manageSeed: Bytes, practice: string, key: CredentialKey): Promise<readonly Bytes[]> {
  insist(answer.audience === key.audience && answer.key === keyIdOf(key), "credential_refused");
  const requests = await requestCredentials(manageSeed, practice, key, answer.signatures.length);
  return Promise.all(requests.map((request, index) => finishToken(request, fromB64(key.modulus), fromB64(answer.signatures[index] ?? ""))));
}

/** What the platform checks; kept here for the vectors. */
export async function checkCredential(credential: Bytes, practice: string, known: string, modulus: Bytes): Promise<void> {
  insist(credential.length === tokenLength && equal(credential.slice(0, 2), Uint8Array.of(0, 2)), "credential_refused");
  const named = concat(challengeDigest(practice, known), tokenKeyId(modulus));
  insist(equal(credential.slice(34, 98), named), "credential_refused");
  await pssVerify(modulus, credential.slice(0, 98), credential.slice(98), "credential_refused");
}

export function credentialKeyId(credential: Bytes): string {
  insist(credential.length === tokenLength, "credential_refused");
  return hex(credential.slice(66, 98));
}

export function credentialHash(credential: Bytes): string {
  return hex(hash("credential", credential));
}
