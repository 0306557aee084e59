/** The vault: everything an account remembers, in one padded blob under compare-and-swap (SPEC 3). */
import { keptCredentialShape } from "./credentials";
import { b64, type Bytes, canonical, hex, type Json, parse } from "./encoding";
import { insist } from "./errors";
import { pad, unpad, vaultBuckets } from "./padding";
import { hash, random } from "./primitives";
import { lock, unlock } from "./sealing";
import { signedShape } from "./signed";
import { keptAgreementShape } from "./terms";
import { b64Of, day, digest, hexOf, identifier, integer, list, mapping, object, oneOf, type Read, type Shape, string, structure } from "./shapes";

export const firstPrevious = "0".repeat(64);
export const poolSize = 16;
export const refillBelow = 8;

export const identityShape = object({ given: string, family: string, birth_date: string, phone: string, email: string });
const wayFields = { kind: oneOf("passphrase", "kit", "browser", "passkey"), locator: digest, name: string, added: day };
/**
 * What only some ways have: the last day of use, a passkey's id (which every passkey has), a remembered browser's key at the
 * custodian, what files for a paper kit are made to, and the last day on which one was.
 */
type MoreName = "used" | "credential" | "device" | "recipient" | "file";
const more: Readonly<Record<MoreName, { shape: Shape<string>; of?: string; must?: true }>> = {
  used: { shape: day },
  credential: { shape: b64Of(), of: "passkey", must: true },
  device: { shape: b64Of(32), of: "browser" },
  recipient: { shape: string, of: "kit" },
  file: { shape: day, of: "kit" },
};

export type VaultWay = Read<ReturnType<typeof object<typeof wayFields>>> & { readonly [N in MoreName]?: string };

function wayShape(value: Json): VaultWay {
  const given = mapping((field) => field)(value);
  const extra: Record<string, Shape<string>> = {};
  for (const [name, { shape, of, must }] of Object.entries(more)) {
    if ((of === undefined || of === given["kind"]) && (must || name in given)) extra[name] = shape;
  }
  return object({ ...wayFields, ...extra })(value) as VaultWay;
}

const seedShape = object({ seed: b64Of(32), state: oneOf("live", "spent"), day });
const poolShape = object({ id: identifier, name: string, seeds: list(seedShape) });

export const relativeShape = object({ given: string, family: string, birth_date: day });
/** Absent until somebody agreed to be a relative, until there was a decision, until a practice was answered (SPEC 18), and until one gave a credential (SPEC 24). */
const agreements = { relatives: list(relativeShape), consents: list(signedShape), agreements: list(keptAgreementShape), credentials: list(keptCredentialShape) };

const always = {
  ways: list(wayShape),
  pools: list(poolShape),
  checkpoints: list(object({ origin: string, note: string })),
  profile: identityShape,
  practices: list(object({ practice: hexOf(16), root: b64Of(32) })),
  leaving: list(b64Of(32)),
  notes: list(string),
};

export type Vault = Read<ReturnType<typeof structure<typeof always>>> & { readonly [N in keyof typeof agreements]?: Read<(typeof agreements)[N]> };
export type Relative = Read<typeof relativeShape>;
export type Pool = Read<typeof poolShape>;
export type PoolSeed = Read<typeof seedShape>;
export type Identity = Read<typeof identityShape>;

function vaultShape(value: Json): Vault {
  const given = mapping((field) => field)(value);
  const present = Object.fromEntries(Object.entries(agreements).filter(([name]) => name in given));
  return structure({ ...always, ...present })(value) as Vault;
}

export interface VaultBlob {
  version: number;
  previous: string;
  blob: Bytes;
}

export const emptyProfile: Identity = { given: "", family: "", birth_date: "", phone: "", email: "" };

export function emptyVault(): Vault {
  return { v: 1, ways: [], pools: [], checkpoints: [], profile: emptyProfile, practices: [], leaving: [], notes: [] };
}

export function newSeed(today: string): PoolSeed {
  return { seed: b64(random(32)), state: "live", day: today };
}

export function newPool(name: string, today: string): Pool {
  return { id: hex(random(16)), name, seeds: Array.from({ length: poolSize }, () => newSeed(today)) };
}

export function vaultHash(blob: Bytes): string {
  return hex(hash("vault", blob));
}

export async function lockVault(vault: Vault, key: Bytes, account: string, version: number, previous: string): Promise<VaultBlob> {
  integer(1)(version);
  const padded = pad(canonical(vault), vaultBuckets);
  return { version, previous, blob: await lock(key, "vault", { v: 1, account, version, previous }, padded) };
}

/** `seen` is the newest version this device has read; an older one is a rollback. */
export async function openVault({ version, previous, blob }: VaultBlob, key: Bytes, account: string, seen = 0): Promise<Vault> {
  insist(version >= seen, "vault_rolled_back");
  const padded = await unlock(key, "vault", { v: 1, account, version, previous }, blob);
  return vaultShape(parse(unpad(padded, vaultBuckets)));
}
