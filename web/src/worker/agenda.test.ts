import { expect, it, vi } from "vitest";
import { manageKeys, replyPublic, sealEnvelope } from "../protocol/appointments";
import { type CredentialKey, newCredentialKey } from "../protocol/credentials";
import { b64, hex, type Json } from "../protocol/encoding";
import { random, signPublic } from "../protocol/primitives";
import { bookStatement } from "../protocol/statements";
import { emptyProfile } from "../protocol/vault";
import { sealPublic } from "../protocol/xwing";
import type { Memberships, PracticeAccess } from "./access";
import { Agendas, type KnownVisit } from "./agenda";
import type { Custodian } from "./custodian";
import { Desk } from "./desk";
import type { Practices } from "./practices";
import { Seen } from "./seen";
import type { Account } from "./session";
import { askFor } from "./wallet";

const ada = "a".repeat(32);
const [practice, filing, seed] = [hex(random(16)), random(32), b64(random(32))];
const access = { practice, secrets: new Map([[1, { filing_key: b64(filing) }]]) } as unknown as PracticeAccess;

async function vouched(key: CredentialKey): Promise<ReturnType<typeof vi.fn>> {
  const tell = vi.fn(async () => undefined);
  const publication = { practice, epoch: 1, credentials: [key] };
  const agendas = new Agendas({ tell } as unknown as Account, { lookUp: async () => ({ publication }) } as unknown as Practices);
  const visit = { row: { appointment: hex(random(32)) }, content: { reply: b64(await sealPublic(random(32))) } } as unknown as KnownVisit;
  await agendas.vouch(access, visit, [await askFor(seed, practice, key)]).catch((error: unknown) => {
    expect(error).toMatchObject({ code: "word_of_before" });
  });
  return tell;
}

it("whoever asks is known as a patient, and never as a colleague", async () => {
  expect(await vouched(await newCredentialKey(practice, 1, "known", filing))).toHaveBeenCalledOnce();
  expect(await vouched(await newCredentialKey(practice, 1, "colleagues", filing))).not.toHaveBeenCalled();
});

/** One visit of a practice whose agenda is read and changed by real code; the platform answers with what it is given. */
async function desk(answer: (row: Json, path: string) => Promise<Json>) {
  const [signSeed, sealSeed, keys] = [random(32), random(32), await manageKeys(random(32))];
  const current = { epoch: 1, sign_seed: b64(signSeed), filing_key: b64(filing) };
  const secrets = new Map([[1, { ...current, seal_seed: b64(sealSeed) }]]);
  const mine = { practice, current, secrets, clinical: new Map(), roots: [], members: { members: [{ member: ada, name: "Dr Ada" }] } } as unknown as PracticeAccess;
  const place = { practice, epoch: 1, appointment: keys.appointment };
  const content = { v: 1, type: "booking", patient: emptyProfile, motive: "", note: "", reply: await replyPublic(keys), language: "fr" } as const;
  const span = { schedule: hex(random(16)), start: "2026-03-04T08:00:00Z", duration: 15, class: "visit", contents: hex(random(32)) };
  const row = {
    appointment: keys.appointment,
    manage: b64(keys.signPublic),
    statements: [await bookStatement({ ...place, ...span }, keys.signSeed)],
    envelope: b64(await sealEnvelope(content, place, await sealPublic(sealSeed))),
  };
  const account = {
    ask: async (path: string) => (path.includes("/agenda?") ? answer(row, path) : { appointment: keys.appointment, sequence: 1 }),
    tell: async () => Promise.reject(new Error("files nothing")),
  } as unknown as Account;
  const practices = { seen: new Seen(), deskKey: async () => signPublic(signSeed) } as unknown as Practices;
  const memberships = { using: async (_: string, work: (access: PracticeAccess) => Promise<unknown>) => work(mine) } as unknown as Memberships;
  const agendas = new Agendas(account, practices);
  const changed = new Desk(account, {} as Custodian, practices, memberships, agendas);
  return {
    missed: () => agendas.missed(mine, "2026-12-01"),
    read: () => agendas.read(mine, "2026-03-04", "2026-03-04"),
    mark: (state: "arrived" | "fulfilled") => changed.change(practice, keys.appointment, { state }),
  };
}

it("an agenda that was asked for before a change here takes nothing of it back", async () => {
  let arrive = () => {};
  const [late, answers] = [new Promise<void>((resolve) => (arrive = resolve)), [Promise.resolve()]];
  const { read, mark } = await desk(async (row) => {
    await (answers.shift() ?? late);
    return { appointments: [row], absences: [], epoch: 1 };
  });
  await read();
  const overtaken = read();
  await mark("arrived");
  arrive();
  expect((await overtaken).visits.map(({ state }) => state)).toEqual(["arrived"]);
  // Built on the step before; another would be refused.
  expect((await mark("fulfilled")).history).toHaveLength(3);
});

it("who put a visit on top of others is told beside the step, also of somebody who has left", async () => {
  const day = "2026-03-01";
  const members = [ada, "b".repeat(32)];
  const { read } = await desk(async (row) => ({ appointments: members.map((member) => ({ ...(row as object), overbookings: [{ sequence: 0, member, day }] })) as Json[], absences: [], epoch: 1 }));
  expect((await read()).visits.map(({ history: [step] }) => step?.onTop)).toEqual([{ by: "Dr Ada", day }, { by: "", day }]);
});

it("who did not come is asked for over twelve months, without a gap", async () => {
  const asked: string[] = [];
  const { missed } = await desk(async (_row, path) => {
    asked.push(path);
    return { appointments: [], absences: [], epoch: 1 };
  });
  await missed();
  const spans = asked.map((path) => /from=(.+)&to=(.+)&state=noshow$/.exec(path)?.slice(1).map((day) => Date.parse(day)) ?? []);
  expect(spans[0]?.[1]).toBe(Date.parse("2026-12-01"));
  expect(spans.at(-1)?.[0]).toBeLessThanOrEqual(Date.parse("2025-12-01"));
  for (const [number, [first]] of spans.entries()) if (number + 1 < spans.length) expect(spans[number + 1]?.[1]).toBe((first ?? 0) - 86_400_000);
});
