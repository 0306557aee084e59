import { describe, expect, it } from "vitest";
import { type BookingContent, lockSelfCopy, makeFiling, manageKeys, openEnvelope, openFiling, openSelfCopy, replyPublic, sealEnvelope, zeros } from "./appointments";
import { b64 } from "./encoding";
import { random, signPublic } from "./primitives";
import { sign } from "./signed";
import { bookStatement, contentsHash, type FirstStatement, nextStatement, verifyChain } from "./statements";
import { emptyProfile } from "./vault";
import { sealPublic } from "./xwing";

const refused = (code: string) => expect.objectContaining({ code });
const practice = "a".repeat(32);

async function booked() {
  const seed = random(32);
  const deskSeed = random(32);
  const keys = await manageKeys(seed);
  const contents = { manage: keys.signPublic, envelope: random(40), selfCopy: random(30), ticket: random(20), token: undefined };
  const first: FirstStatement = {
    appointment: keys.appointment,
    practice,
    schedule: "b".repeat(32),
    start: "2026-12-01T08:40:00Z",
    duration: 20,
    class: "consultation",
    epoch: 1,
    contents: contentsHash(contents),
  };
  const deskPublic = await signPublic(deskSeed);
  const chain = [await bookStatement(first, keys.signSeed)];
  return { keys, deskSeed, chain, verified: (of = chain) => verifyChain(of, keys.signPublic, async () => deskPublic) };
}

describe("a chain of statements", () => {
  it("holds for a move by the patient and the day at the practice", async () => {
    const { keys, deskSeed, chain, verified } = await booked();
    chain.push(await nextStatement(chain[0]!, { state: "booked", start: "2026-12-02T09:00:00Z" }, "manage", keys.signSeed));
    chain.push(await nextStatement(chain[1]!, { state: "arrived" }, "desk:2", deskSeed));
    chain.push(await nextStatement(chain[2]!, { state: "fulfilled" }, "desk:2", deskSeed));
    expect((await verified()).map(({ state }) => state)).toEqual(["booked", "booked", "arrived", "fulfilled"]);
  });

  it("breaks when a link is missing or stands elsewhere", async () => {
    const { keys, chain, verified } = await booked();
    chain.push(await nextStatement(chain[0]!, { state: "booked", start: "2026-12-02T09:00:00Z" }, "manage", keys.signSeed));
    await expect(verified([chain[1]!])).rejects.toThrow(refused("chain_broken"));
    await expect(verified([chain[0]!, chain[0]!])).rejects.toThrow(refused("chain_broken"));
    await expect(verified([])).rejects.toThrow(refused("chain_broken"));
  });

  it("refuses another's signature", async () => {
    const { chain, verified } = await booked();
    chain.push(await nextStatement(chain[0]!, { state: "cancelled" }, "manage", random(32)));
    await expect(verified()).rejects.toThrow(refused("bad_signature"));
  });

  it("refuses what the signer may not do", async () => {
    const { keys, deskSeed, chain, verified } = await booked();
    await expect(nextStatement(chain[0]!, { state: "arrived" }, "manage", keys.signSeed)).rejects.toThrow(refused("bad_transition"));
    chain.push(await nextStatement(chain[0]!, { state: "cancelled" }, "desk:1", deskSeed));
    await expect(nextStatement(chain[1]!, { state: "booked" }, "desk:1", deskSeed)).rejects.toThrow(refused("bad_transition"));
    await expect(verified()).resolves.toHaveLength(2);
  });

  it("refuses another structure", async () => {
    const { keys, verified } = await booked();
    await expect(verified([await sign(keys.signSeed, "appointment", { v: 1, type: "appointment" })])).rejects.toThrow(refused("bad_structure"));
  });
});

describe("what a visit carries", () => {
  it("is opened where it belongs and nowhere else", async () => {
    const keys = await manageKeys(random(32));
    const deskSeed = random(32);
    const place = { practice, epoch: 1, appointment: keys.appointment };
    const content: BookingContent = { v: 1, type: "booking", patient: { ...emptyProfile, given: "Léa" }, motive: "suivi", note: "", reply: await replyPublic(keys), language: "fr" };
    const envelope = await sealEnvelope(content, place, await sealPublic(deskSeed));
    await expect(openEnvelope(envelope, place, deskSeed)).resolves.toEqual(content);
    await expect(openEnvelope(envelope, { ...place, appointment: zeros }, deskSeed)).rejects.toThrow(refused("cannot_open"));
    await expect(openEnvelope(envelope, { ...place, epoch: 2 }, deskSeed)).rejects.toThrow(refused("cannot_open"));
  });

  it("is filed under the member's signature, revision after revision", async () => {
    const keys = await manageKeys(random(32));
    const signSeed = random(32);
    const filer = { filingKey: random(32), member: "c".repeat(32), signSeed };
    const place = { practice, epoch: 3, appointment: keys.appointment };
    const content = { v: 1, type: "filing", patient: emptyProfile, motive: "suivi", note: "", reply: await replyPublic(keys), language: "fr", staff_note: "", claim: b64(random(16)) } as const;
    const first = await makeFiling(content, place, undefined, filer);
    const second = await makeFiling({ ...content, staff_note: "rappeler" }, place, first, filer);
    const memberSign = await signPublic(signSeed);
    expect((await openFiling(second, place, filer.filingKey, memberSign)).staff_note).toBe("rappeler");
    await expect(openFiling({ ...second, revision: 3 }, place, filer.filingKey, memberSign)).rejects.toThrow(refused("bad_signature"));
    await expect(openFiling(second, place, random(32), memberSign)).rejects.toThrow(refused("cannot_open"));
  });

  it("comes back to the patient in a self-copy", async () => {
    const keys = await manageKeys(random(32));
    const text = { practice, practice_name: "Cabinet", practitioner: "d".repeat(32), practitioner_name: "Dr Ortie", address: "", phone: "", time_zone: "Europe/Paris", motive: "suivi", motive_label: "Suivi" };
    const copy = { v: 1, type: "self_copy", ...text, patient: { given: "Léa", family: "Ronce" }, note: "" } as const;
    const locked = await lockSelfCopy(copy, keys);
    await expect(openSelfCopy(locked, keys)).resolves.toEqual(copy);
    await expect(openSelfCopy(locked, await manageKeys(random(32)))).rejects.toThrow(refused("cannot_open"));
  });
});
