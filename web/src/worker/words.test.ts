import { beforeAll, beforeEach, expect, it } from "vitest";
import { type CredentialKey, issue, keyIdOf, newCredentialKey, openCredentialKey, sealCredentials } from "../protocol/credentials";
import { b64, hex } from "../protocol/encoding";
import type { Letter } from "../protocol/letters";
import { random } from "../protocol/primitives";
import { sealPublic } from "../protocol/xwing";
import type { PersonRequest } from "./door-types";
import type { Mailboxes } from "./mailbox";
import type { Practices } from "./practices";
import type { Attended, Visits } from "./visits";
import { askFor } from "./wallet";
import { Words } from "./words";

const [practice, filing] = [hex(random(16)), random(32)];
let key: CredentialKey;
let visits: Attended[];
let requests: Partial<PersonRequest>[];
let held: number;
let put: [Attended, Letter][];

beforeAll(async () => {
  key = await newCredentialKey(practice, 1, "known", filing);
});

beforeEach(() => {
  [visits, requests, held, put] = [[visit()], [], 0, []];
});

function visit(left = ""): Attended {
  const [seed, replySeed] = [b64(random(32)), random(32)];
  return { seed, practice, left, keys: { appointment: hex(random(32)), replySeed } } as unknown as Attended;
}

async function answered(): Promise<Attended> {
  const of = visit();
  const given = issue(await askFor(of.seed, practice, key), key, await openCredentialKey(key, practice, 1, filing));
  const sealed = await sealCredentials(given, await sealPublic(of.keys.replySeed), practice, of.keys.appointment);
  return { ...of, left: b64(sealed) };
}

function asking(state: PersonRequest["state"], settled: string, under = keyIdOf(key)): Partial<PersonRequest> {
  return { kind: "known", state, settled, asks: [{ audience: "known", key: under, blinded: [] }] };
}

function words(): Words {
  const publication = { practice, credentials: [key] };
  const practices = { lookUp: async () => ({ publication }), get: async () => ({ publication }) } as unknown as Practices;
  const wallet = { held: async () => ({ known: held, colleagues: 0, lapsed: false }) };
  const mailboxes = { read: async () => ({ requests }), put: async (of: Attended, letter: Letter) => void put.push([of, letter]) } as unknown as Mailboxes;
  const read = { list: async () => undefined, everything: async () => undefined, collected: async () => undefined, attendedAt: () => visits, nudgeTicket: async () => undefined };
  return new Words(practices, { ...read, wallet } as unknown as Visits, mailboxes);
}

async function state(): Promise<string> {
  return (await words().ask(practice, "Bonjour.", "fr")).state;
}

it("a visit that took place and brought nothing asks by a letter", async () => {
  expect(await state()).toBe("asked");
  expect(put[0]?.[1]).toMatchObject({ kind: "known", text: "Bonjour.", asks: [{ audience: "known", key: keyIdOf(key) }] });
});

it("nobody is asked where the word lies there already, nor twice, nor after a no", async () => {
  held = 1;
  expect(await state()).toBe("held");
  [held, requests] = [0, [asking("received", "")]];
  expect(await state()).toBe("waiting");
  requests = [asking("refused", "2026-11-27")];
  expect(await state()).toBe("refused");
  expect(put).toEqual([]);
});

it("a no to what was asked under keys of before is none to another request", async () => {
  requests = [asking("refused", "2026-11-27", "0".repeat(64))];
  expect(await state()).toBe("asked");
});

it("a visit asks anew where junk lies in the place of its answer, and not where that was good", async () => {
  visits = [await answered()];
  expect(await state()).toBe("used");
  visits = [await answered(), visit(b64(random(3185)))];
  expect(await state()).toBe("asked");
  expect(put[0]?.[0]).toBe(visits[1]);
});

it("who was never there is told so", async () => {
  visits = [];
  expect(await state()).toBe("nobody");
});
