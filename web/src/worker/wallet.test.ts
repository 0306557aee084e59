import { beforeAll, beforeEach, expect, it, vi } from "vitest";
import { askOf, type CredentialKey, credentialHash, issue, newCredentialKey, openCredentialKey, sealCredentials, requestCredentials } from "../protocol/credentials";
import { b64, fromB64, hex } from "../protocol/encoding";
import { random } from "../protocol/primitives";
import { sealPublic } from "../protocol/xwing";
import type { PublicationRecord } from "../protocol/publication";
import { emptyVault, type Vault } from "../protocol/vault";
import { askFor, type Left, settled, Wallet } from "./wallet";

const shelf = vi.hoisted(() => ({ kept: new Map<string, unknown>() }));

/** Vitest runs where no browser keeps anything. */
vi.mock("./shelf", () => ({
  read: async (key: string) => shelf.kept.get(key),
  write: async (key: string, value: unknown) => void shelf.kept.set(key, structuredClone(value)),
}));

const [practice, appointment, filing] = [hex(random(16)), hex(random(32)), random(32)];
const [seed, replySeed] = [b64(random(32)), random(32)];
let key: CredentialKey;
let later: CredentialKey;

function published(...credentials: CredentialKey[]): PublicationRecord {
  return { practice, credentials } as unknown as PublicationRecord;
}

/** As a desk leaves it with a visit. */
async function left(of: string = seed): Promise<Left> {
  const ask = askOf(await requestCredentials(fromB64(of), practice, key, 2), key);
  const given = issue(ask, key, await openCredentialKey(key, practice, 1, filing));
  const sealed = await sealCredentials(given, await sealPublic(replySeed), practice, appointment);
  return { seed: of, replySeed, appointment, sealed: b64(sealed) };
}

let vault: Vault;

beforeAll(async () => {
  key = await newCredentialKey(practice, 1, "known", filing);
  later = await newCredentialKey(practice, 2, "known", filing);
});

beforeEach(() => {
  shelf.kept.clear();
  vault = emptyVault();
});

function wallet(): Wallet {
  return new Wallet(async () => vault);
}

it("spends what waits in no line before what does", async () => {
  const before = wallet();
  await before.collect(await left(), published(key));
  await settle(before);
  const [first = "", second = ""] = (vault.credentials ?? []).map(({ credential }) => credential);
  const found = async (...waiting: string[]) => b64((await new Wallet(async () => vault, async () => new Set(waiting)).find(published(key), "known")) ?? new Uint8Array(0));
  expect([await found(), await found(first), await found(first, second)]).toEqual([first, second, first]);
});

async function settle(of: Wallet): Promise<void> {
  const { change, done } = await of.settling();
  vault = change(vault);
  await done();
}

it("what a desk left is shown once, and the vault forgets it", async () => {
  const own = wallet();
  expect(await own.collect(await left(), published(key))).toBe(true);
  expect(await own.held(published(key))).toEqual({ known: 2, colleagues: 0, lapsed: false });
  await settle(own);
  expect(vault.credentials).toHaveLength(2);
  const shown = await own.find(published(key), "known");
  await own.noteShown(shown ?? new Uint8Array(0));
  expect((await own.held(published(key))).known).toBe(1);
  expect(await own.find(published(key), "known")).not.toEqual(shown);
  await settle(own);
  expect(vault.credentials).toHaveLength(1);
});

it("the same answer is collected once, also after a reload, and none is lost before the vault has it", async () => {
  const answer = await left();
  expect(await wallet().collect(answer, published(key))).toBe(true);
  const own = wallet();
  expect(await own.collect(answer, published(key))).toBe(true);
  expect(await own.collect(answer, published(key))).toBe(false);
  await settle(own);
  expect(await wallet().collect(answer, published(key))).toBe(false);
  expect(vault.credentials).toHaveLength(2);
});

it("junk is refused, and what the desk puts in its place is taken", async () => {
  const [own, answer] = [wallet(), await left()];
  await expect(own.collect({ ...answer, sealed: `${answer.sealed.slice(0, -4)}AAAA` }, published(key))).rejects.toMatchObject({ code: "cannot_open" });
  expect(await own.collect(answer, published(key))).toBe(true);
});

it("another key ends them, and that is told", async () => {
  const own = wallet();
  await own.collect(await left(), published(key));
  expect(await own.held(published(later))).toEqual({ known: 0, colleagues: 0, lapsed: true });
  expect(await own.find(published(later), "known")).toBeUndefined();
});

it("a visit asks for the same each time, and for nothing where there is enough or nothing is given", async () => {
  const own = wallet();
  expect(await own.asks(seed, published(key))).toEqual([await askFor(seed, practice, key)]);
  expect(await own.asks(seed, published())).toEqual([]);
  for (const one of [seed, b64(random(32))]) await own.collect(await left(one), published(key));
  expect(await own.asks(seed, published(key))).toEqual([]);
});

it("a vault in which nothing changed is the same one", async () => {
  expect(settled(vault, [], new Set())).toBe(vault);
  const own = wallet();
  await own.collect(await left(), published(key));
  await settle(own);
  expect(settled(vault, vault.credentials ?? [], new Set())).toBe(vault);
  const all = (vault.credentials ?? []).map(({ credential }) => credentialHash(fromB64(credential)));
  expect(settled(vault, [], new Set(all))).toEqual(emptyVault());
});
