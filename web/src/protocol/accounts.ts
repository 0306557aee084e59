/** Accounts: ways in, the statements that open and change them, and the keys below the root key (SPEC 3). */
import { b64, type Bytes, fromB64, hex } from "./encoding";
import { derive, hash, signPublic } from "./primitives";
import { type Context, open, seal } from "./sealing";
import { type Signed, sign } from "./signed";
import { sealPublic } from "./xwing";

export type Audience = "patient" | "staff";

/** What opens an account from one unlock secret; lives in memory only. */
export interface WayIn {
  audience: Audience;
  locator: Bytes;
  signSeed: Bytes;
  sealSeed: Bytes;
}

export function kitSecret(kit: Bytes): Bytes {
  return derive(kit, "unlock/kit");
}

export function browserSecret(bytes: Bytes): Bytes {
  return derive(bytes, "unlock/browser");
}

/** From what its PRF gave for the input of `passkey.ts`. */
export function passkeySecret(output: Bytes): Bytes {
  return derive(output, "unlock/passkey");
}

export function wayIn(secret: Bytes, audience: Audience): WayIn {
  return {
    audience,
    locator: derive(secret, `way/${audience}/locator`),
    signSeed: derive(secret, `way/${audience}/sign`),
    sealSeed: derive(secret, `way/${audience}/seal`),
  };
}

function rootKeyContext(account: string, audience: Audience, locator: string): Context {
  return { v: 1, account, audience, locator };
}

export async function sealRoot(root: Bytes, account: string, way: WayIn): Promise<Bytes> {
  return sealRootTo(root, account, way.audience, await publicHalf(way));
}

export async function sealRootTo(root: Bytes, account: string, audience: Audience, way: PublicWay): Promise<Bytes> {
  return seal(fromB64(way.seal), "root-key", rootKeyContext(account, audience, way.locator), root);
}

export async function openRoot(sealedRoot: Bytes, account: string, way: WayIn): Promise<Bytes> {
  return open(way.sealSeed, "root-key", rootKeyContext(account, way.audience, hex(way.locator)), sealedRoot);
}

/** Of a way in whose secret may be on another device. */
export interface PublicWay {
  locator: string;
  sign: string;
  seal: string;
}

export async function publicHalf(way: WayIn): Promise<PublicWay> {
  return { locator: hex(way.locator), sign: b64(await signPublic(way.signSeed)), seal: b64(await sealPublic(way.sealSeed)) };
}

function bodyOf({ locator, sign, seal }: PublicWay, sealedRoot: Bytes) {
  return { locator, sign, seal, sealed_root_hash: hex(hash("sealed-root", sealedRoot)) };
}

async function wayBody(way: WayIn, sealedRoot: Bytes) {
  return bodyOf(await publicHalf(way), sealedRoot);
}

export interface Opening {
  account: string;
  origin: string;
  way: WayIn;
  sealedRoot: Bytes;
  vault: Bytes;
  token: Bytes;
}

export async function openingStatement({ account, origin, way, sealedRoot, vault, token }: Opening): Promise<Signed> {
  return sign(way.signSeed, "account", {
    v: 1,
    type: "account_opening",
    account,
    audience: way.audience,
    origin,
    way: await wayBody(way, sealedRoot),
    vault_hash: hex(hash("vault", vault)),
    token_hash: hex(hash("token", token)),
  });
}

export async function signInStatement(way: WayIn, origin: string, challenge: string): Promise<Signed> {
  fromB64(challenge);
  return sign(way.signSeed, "sign-in", { v: 1, type: "sign_in", origin, challenge, locator: hex(way.locator) });
}

/** Signed by the way that opened the session, `by`. */
export async function wayAddedStatement(by: WayIn, account: string, way: PublicWay, sealedRoot: Bytes): Promise<Signed> {
  return sign(by.signSeed, "way", { v: 1, type: "way_added", account, way: bodyOf(way, sealedRoot) });
}

export async function wayRemovedStatement(by: WayIn, account: string, locator: string, time: string): Promise<Signed> {
  return sign(by.signSeed, "way", { v: 1, type: "way_removed", account, locator, time });
}

export function vaultKey(root: Bytes): Bytes {
  return derive(root, "vault");
}

export interface MemberKeys {
  member: string;
  signSeed: Bytes;
  signPublic: Bytes;
  sealSeed: Bytes;
  sealPublic: Bytes;
}

/** A staff account's keys as a member of practices. */
export async function memberKeys(root: Bytes): Promise<MemberKeys> {
  const signSeed = derive(root, "member/sign");
  const sealSeed = derive(root, "member/seal");
  const publicKey = await signPublic(signSeed);
  return { member: memberId(publicKey), signSeed, signPublic: publicKey, sealSeed, sealPublic: await sealPublic(sealSeed) };
}

export function memberId(signPublicKey: Bytes): string {
  return hex(hash("member", signPublicKey).slice(0, 16));
}
