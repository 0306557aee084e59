import { describe, expect, it } from "vitest";
import { b64, fromB64, type Json } from "../protocol/encoding";
import { coverShape, letterShape } from "../protocol/letters";
import { random, signPublic } from "../protocol/primitives";
import { openReferral, verifyReferral } from "../protocol/referrals";
import { sealPublic } from "../protocol/xwing";
import { DoorError } from "./door-types";
import { type Candidate, common, floor, Questions } from "./questions";

const vectors = import.meta.glob<{ input: Record<string, Json> }>("../../../protocol/vectors/agreements/standing_*.json", { eager: true });
const row = { row: "0".repeat(16), age: "30-39", motive: "consultation", month: "2026-12" };
const patient = { given: "Zoé", family: "Exemple", birth_date: "1990-05-17", phone: "", email: "" };
const attested = { body: "", signature: "" };
type Sent = { to: string; referral: string; epoch: number; sealed: string; withdrawal?: boolean };

/** A practice whose one mailbox is that of the vector; what it sends, and what it writes to the patient. */
async function practiceOf(standing: string, post: (body: Sent) => void = () => undefined, word: typeof attested | "" = attested) {
  const { letters, practice, manage } = vectors[`../../../protocol/vectors/agreements/standing_${standing}.json`]?.input as { letters: { cover: Json; letter: Json }[]; practice: string; manage: string };
  const written = letters.map(({ cover, letter }) => [coverShape(cover), letterShape(letter)] as const);
  const appointment = written[0]?.[0].appointment ?? "";
  const [sealSeed, signSeed] = [random(32), random(32)];
  const statements = [{ start: "2026-11-19T08:00:00Z", state: "fulfilled" }];
  const box = { visit: { row: { appointment, manage, overbookings: [] }, statements, content: { patient, reply: "", motive: "", note: "", staff_note: "", claim: "" }, doubt: "", clinical: { state: "closed" } }, mailbox: { written, withheld: false }, attested: word };
  const [sent, told]: [Sent[], string[]] = [[], []];
  const account = { ask: (_path: string, { body }: { body: Sent }) => (post(body), sent.push(body), Promise.resolve({})) };
  const practices = { get: async () => ({ epoch: { epoch: 3, compartments: [{ name: "desk", seal: b64(await sealPublic(sealSeed)), sign: "" }] } }) };
  const current = { epoch: 2, sign_seed: b64(signSeed), filing_key: b64(random(32)) };
  const memberships = { using: (_practice: string, work: (access: unknown) => unknown) => work({ current }) };
  const demands = {
    box: () => Promise.resolve(box),
    put: (_practice: string, _appointment: string, { kind }: { kind: string }) => (told.push(kind), Promise.resolve()),
  };
  const questions = new Questions(account as never, practices as never, memberships as never, { known: new Map() } as never, demands as never);
  return { questions, practice, appointment, sent, told, sealSeed, signSeed };
}

describe("a withdrawal", () => {
  it("goes to the other practice, signed, and the patient is told", async () => {
    const { questions, practice, appointment, sent, told, sealSeed, signSeed } = await practiceOf("withdrawn_and_not_told");
    const [asked] = await questions.of(practice, appointment);
    expect([asked?.handed, asked?.stands, asked?.recall, told]).toEqual([false, false, "", ["recalled"]]);
    const [{ to, referral, epoch, sealed } = {} as Sent] = sent;
    const slot = { practice: to, epoch, referral };
    const signed = await openReferral(fromB64(sealed), slot, sealSeed);
    const believed = await verifyReferral(signed, slot, async () => signPublic(signSeed), random(32));
    expect([believed.referral.kind, believed.referral.text, believed.referral.patient]).toEqual(["withdrawal", "", patient]);
  });

  it("is passed on once, however many look at the same time", async () => {
    const { questions, practice, appointment, sent } = await practiceOf("withdrawn_and_not_told");
    await Promise.all([questions.of(practice, appointment), questions.of(practice, appointment)]);
    await questions.of(practice, appointment);
    expect(sent).toHaveLength(1);
  });

  it("that cannot be passed on says why, and is tried again", async () => {
    let full = true;
    const { questions, practice, appointment, sent } = await practiceOf("withdrawn_and_not_told", () => {
      if (full) throw new DoorError("too_many_requests");
    });
    const [waiting] = await questions.of(practice, appointment);
    expect([waiting?.handed, waiting?.recall]).toEqual([true, "too_many_requests"]);
    full = false;
    const [asked] = await questions.of(practice, appointment);
    expect([asked?.handed, asked?.recall, sent.length]).toEqual([false, "", 1]);
  });

  it("has room in an inbox that is full", async () => {
    const { questions, practice, appointment, sent } = await practiceOf("withdrawn_and_not_told", ({ withdrawal }) => {
      if (withdrawal !== true) throw new DoorError("inbox_full");
    });
    await questions.of(practice, appointment);
    expect(sent.map(({ withdrawal }) => withdrawal)).toEqual([true]);
  });

  it("that was told is passed on no more", async () => {
    const { questions, practice, appointment, sent } = await practiceOf("withdrawn_and_told");
    await questions.of(practice, appointment);
    expect(sent).toEqual([]);
  });
});

describe("a letter", () => {
  it("goes where the patient agreed", async () => {
    const { questions, practice, appointment, sent, told } = await practiceOf("granted");
    const [asked] = await questions.of(practice, appointment);
    const shared = await questions.share(practice, appointment, asked?.consent ?? "", "Cher confrère,");
    expect([shared.handed, sent.length, told]).toEqual([true, 1, ["shared"]]);
  });

  it("goes nowhere without the platform's word about the visit", async () => {
    const { questions, practice, appointment, sent } = await practiceOf("granted", () => undefined, "");
    const [asked] = await questions.of(practice, appointment);
    await expect(questions.share(practice, appointment, asked?.consent ?? "", "Cher confrère,")).rejects.toMatchObject({ code: "consent_missing" });
    expect(sent).toEqual([]);
  });

  it.each([
    ["asked", "consent_missing"],
    ["refused", "consent_missing"],
    ["withdrawn_and_told", "consent_withdrawn"],
    ["back_to_the_grant", "consent_withdrawn"],
  ])("goes nowhere where the question stands as %s", async (standing, code) => {
    const { questions, practice, appointment, sent } = await practiceOf(standing);
    const [asked] = await questions.of(practice, appointment);
    await expect(questions.share(practice, appointment, asked?.consent ?? "", "Cher confrère,")).rejects.toMatchObject({ code });
    expect(sent).toEqual([]);
  });
});

/** Visits of so many people, each once. */
function people(count: number): Candidate[] {
  return Array.from({ length: count }, (_, number) => [{ given: `Zoé ${number}`, family: "Exemple", birth_date: "1990-05-17" }, { ...row, row: `${number}` }]);
}

describe("research", () => {
  it("is given what enough people have in common", () => {
    expect(common(people(floor))).toHaveLength(floor);
  });

  it("is given nothing of fewer, however often they came", () => {
    const few = people(floor - 1);
    expect(common([...few, ...few])).toEqual([]);
  });

  it.each([["age", "40-49"], ["motive", "vaccin"], ["month", "2026-11"]])("counts visits of another %s apart", (field, value) => {
    const alone: Candidate = [{ given: "Léa", family: "Exemple", birth_date: "1990-05-17" }, { ...row, row: "alone", [field]: value }];
    expect(common([...people(floor), alone]).map((one) => one.row)).not.toContain("alone");
  });
});
