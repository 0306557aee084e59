import { describe, expect, it } from "vitest";
import { type MemberKeys, memberKeys } from "../protocol/accounts";
import { lockAbsence, makeFiling, makeNote, manageKeys, openAbsence, openEnvelope, openFiling, openNote, replyPublic, sealEnvelope } from "../protocol/appointments";
import { b64, type Bytes, canonical, fromB64, parse } from "../protocol/encoding";
import { allNewSecrets, compartments, deskOf, type EpochRecord, lockPrevious, type MemberEntry, opens, openMembers, openPrevious, openRootWrap, openWrap, type RootRecord, rootRecord } from "../protocol/practice";
import { random } from "../protocol/primitives";
import { type Signed, sign } from "../protocol/signed";
import { emptyProfile } from "../protocol/vault";
import { openAccess, type PracticeAccess } from "./access";
import { DoorError } from "./door-types";
import { Refused } from "./http";
import { attempted, type Begun, type EpochSecrets, isOver, isUnprinted, makeEpoch, type NewMember, planOf, policyAfter } from "./rotation";

const refused = (code: string) => expect.objectContaining({ code });
/** Every key is tried on everything, in plain JavaScript. */
const patience = 60_000;
const nothing = { epoch: 1, admit: [], remove: [], grant: [], withdraw: [], shares: false, second: "", entry: "" } satisfies Begun;

function person(keys: MemberKeys, role: NewMember["role"], officer: boolean, name: string): NewMember {
  return { member: keys.member, role, officer, sign: b64(keys.signPublic), seal: b64(keys.sealPublic), name };
}

function entry(member: string, role: NewMember["role"], officer: boolean, clinical: boolean): MemberEntry {
  const wraps = (clinical ? compartments : compartments.slice(0, 1)).map((compartment) => ({ compartment, hash: "" }));
  return { member, role, officer, sign: "", seal: "", name: member, wraps };
}

describe("what a change of keys still has to do", () => {
  const present = [entry("ada", "practitioner", true, true), entry("cleo", "secretary", false, false), entry("dan", "secretary", false, true)];

  it("keeps grants, gives and takes them", () => {
    expect([...planOf(present, nothing, [], false).granted]).toEqual(["ada", "dan"]);
    const regranted = planOf(present, { ...nothing, grant: ["cleo"], withdraw: ["dan"] }, [], false);
    expect([...regranted.granted]).toEqual(["ada", "cleo"]);
    expect(regranted.differs).toBe(true);
    expect(() => planOf(present, { ...nothing, withdraw: ["ada"] }, [], false)).toThrow(refused("grant_misplaced"));
  });

  it("does nothing twice after an interruption", () => {
    const left = present.slice(0, 2);
    const again = planOf(left, { ...nothing, remove: ["dan"] }, [], true);
    expect([again.removed, again.differs]).toEqual([[], false]);
    expect(planOf(present, { ...nothing, remove: ["dan"] }, [], true)).toMatchObject({ removed: ["dan"], differs: true });
  });

  it("grants with the admission", () => {
    const member = { ...entry("eve", "secretary", false, false) };
    const plan = planOf(present, { ...nothing, admit: ["invitation"], grant: ["invitation"] }, [{ invitation: "invitation", member }], false);
    expect(plan.granted.has("eve")).toBe(true);
  });
});

it("shares count as unprinted where the interrupted change itself made them", () => {
  const recovery = { sharing: 2, record: "ours", wrap: "", holder: "" };
  expect([["ours"], ["older", "ours"], ["theirs"], []].map((made) => isUnprinted({ recovery }, { made }))).toEqual([true, true, false, false]);
  expect([isUnprinted({}, { made: ["ours"] }), isUnprinted({ recovery }, {})]).toEqual([false, false]);
});

describe("a change of keys that was answered by an error", () => {
  const refusal = (status: number, code: string) => new Refused(status, code);
  const errors = [refusal(409, "last_officer"), refusal(409, "epoch_conflict"), new DoorError("invitation_unknown"), refusal(503, "log_not_witnessed"), refusal(502, "unexpected"), refusal(403, "unexpected"), new DoorError("offline"), new TypeError()];

  it("is over where it was refused, and not where the server or the way to it failed", () => {
    expect(errors.map((error) => isOver(error, {}))).toEqual([true, true, true, false, false, false, false, false]);
  });

  it("is never over once it made shares: whoever answers may have begun the epoch", () => {
    expect(errors.some((error) => isOver(error, { made: ["ours"] }))).toBe(false);
  });

  it("begins anew after a conflict, knowing what it made, and no more than twice", async () => {
    let [noted, tries] = [{ ...nothing } as Begun, 0];
    const conflict = async ({ made = [] }: Begun) => {
      expect(made).toHaveLength(tries);
      noted = { ...noted, made: [...made, String(tries++)] };
      return Promise.reject(refusal(409, "epoch_conflict"));
    };
    await expect(attempted(() => Promise.resolve(noted), conflict)).rejects.toEqual(refused("epoch_conflict"));
    expect(noted.made).toEqual(["0", "1", "2"]);
  });
});

it("what the practice wants stays, unless the change is about that", () => {
  const strong = { entry: "strong" } as const;
  expect([{}, { policy: strong }].map((members) => policyAfter(members, nothing))).toEqual([undefined, strong]);
  expect(policyAfter({}, { entry: "strong" })).toEqual(strong);
  expect(policyAfter({ policy: strong }, { entry: "any" })).toBeUndefined();
});

interface Made {
  secrets: EpochSecrets;
  signed: Signed;
  record: EpochRecord;
  body: Awaited<ReturnType<typeof makeEpoch>>;
  previous: readonly Bytes[];
}

async function epochOf(practice: string, number: number, before: EpochSecrets | undefined, people: readonly NewMember[], rootSeed: Bytes): Promise<Made> {
  const secrets = allNewSecrets(practice, number);
  const previous = before === undefined ? [] : [await lockPrevious(before.desk, secrets.desk), await lockPrevious(before.clinical, secrets.clinical)];
  const body = await makeEpoch({ secrets, predecessor: "0".repeat(64), previous, people, granted: new Set(), rootSeed });
  const record = parse(fromB64(body.epoch.body)) as unknown as EpochRecord;
  return { secrets, signed: body.epoch, record, body, previous };
}

/** What the platform answers a member, from everything that it was given. */
function answerTo(keys: MemberKeys, made: readonly Made[]) {
  const current = made.at(-1)!;
  const bundle = { entry: b64(canonical({ kind: "epoch", body: current.signed.body, signature: current.signed.signature })), index: 0, proof: [], checkpoint: "" };
  const mine = made.flatMap(({ record, body }) => body.wraps.filter(({ member }) => member === keys.member).map((wrap) => ({ ...wrap, epoch: record.epoch })));
  const previous = made.flatMap(({ record, previous: locks }) => locks.map((locked, place) => ({ epoch: record.epoch, compartment: compartments[place]!, locked: b64(locked) })));
  return { member: keys.member, role: "", officer: false, epoch: bundle, root: bundle, members: current.body.members, wraps: mine, previous, root_wrap: "" };
}

async function world() {
  const rootSeed = random(32);
  const root: RootRecord = await rootRecord(rootSeed, "Cabinet des Ormes");
  const { practice } = root;
  const [ada, bob, cleo] = await Promise.all([0, 1, 2].map(() => memberKeys(random(32)))) as [MemberKeys, MemberKeys, MemberKeys];
  const stay = [person(ada, "practitioner", true, "Ada"), person(cleo, "secretary", false, "Cléo")];
  const first = await epochOf(practice, 1, undefined, [...stay, person(bob, "practitioner", false, "Bob")], rootSeed);
  const second = await epochOf(practice, 2, first.secrets, stay, rootSeed);
  return { root, practice, ada, bob, cleo, first, second };
}

describe("access", () => {
  it("opens what the role has, and all of it before", async () => {
    const { root, ada, cleo, first, second } = await world();
    const made = [first, second];
    const doctor = await openAccess(answerTo(ada, made), root, second.record, ada);
    expect([[...doctor.secrets.keys()], [...doctor.clinical.keys()]]).toEqual([[2, 1], [2, 1]]);
    const clerk = await openAccess(answerTo(cleo, made), root, second.record, cleo);
    expect([clerk.secrets.size, clerk.clinical.size]).toEqual([2, 0]);
    expect(clerk.members.members.map((member) => opens(member, "clinical"))).toEqual(clerk.members.members.map(({ role }) => role === "practitioner"));
  });

  it("refuses a wrap left out, slipped in or exchanged, and a lock left out", async () => {
    const { root, ada, cleo, first, second } = await world();
    const answer = answerTo(ada, [first, second]);
    const withWraps = (wraps: typeof answer.wraps) => openAccess({ ...answer, wraps }, root, second.record, ada);
    await expect(withWraps(answer.wraps.filter(({ compartment }) => compartment === "desk"))).rejects.toThrow(refused("cannot_open"));
    await expect(withWraps(answer.wraps.map((wrap) => ({ ...wrap, sealed: answer.wraps[0]!.sealed })))).rejects.toThrow(refused("cannot_open"));
    const slipped = answerTo(cleo, [first, second]);
    const more = { ...slipped, wraps: [...slipped.wraps, { member: cleo.member, compartment: "clinical" as const, sealed: slipped.wraps[0]!.sealed, epoch: 2 }] };
    await expect(openAccess(more, root, second.record, cleo)).rejects.toThrow(refused("cannot_open"));
    await expect(openAccess({ ...answer, previous: answer.previous.slice(0, 1) }, root, second.record, ada)).rejects.toThrow(refused("cannot_open"));
  });
});

/** Everything of the second epoch, each with a try of a seal seed or a filing key. */
async function afterwards({ practice, ada, second }: Awaited<ReturnType<typeof world>>) {
  const keys = await manageKeys(random(32));
  const place = { practice, epoch: 2, appointment: keys.appointment };
  const booking = { v: 1, type: "booking", patient: emptyProfile, motive: "visit", note: "Toux", reply: await replyPublic(keys), language: "fr" } as const;
  const { type: _type, ...content } = booking;
  const filer = (name: "desk" | "clinical") => ({ filingKey: fromB64(second.secrets[name].filing_key), member: ada.member, signSeed: ada.signSeed });
  const envelope = await sealEnvelope(booking, place, deskOf(second.record).seal);
  const filing = await makeFiling({ ...content, type: "filing", staff_note: "", claim: "" }, place, undefined, filer("desk"));
  const note = await makeNote("Toux sèche", place, undefined, filer("clinical"));
  const absence = await lockAbsence("Congrès", practice, 2, "a".repeat(32), filer("desk").filingKey);
  const wraps = second.body.wraps.map((wrap) => (seed: Bytes) => openWrap(fromB64(wrap.sealed), practice, 2, wrap.member, seed, wrap.compartment));
  const roots = second.body.root_wraps.map((wrap) => (seed: Bytes) => openRootWrap(fromB64(wrap.sealed), practice, wrap.member, seed));
  const locks = second.previous.map((locked, index) => (key: Bytes) => openPrevious(locked, { ...second.secrets[compartments[index]!], filing_key: b64(key) }));
  return [
    ...wraps,
    ...roots,
    ...locks,
    (seed: Bytes) => openEnvelope(envelope, place, seed),
    (key: Bytes) => openMembers(fromB64(second.body.members), second.record, { ...second.secrets.desk, filing_key: b64(key) }),
    (key: Bytes) => openFiling(filing, place, key, undefined),
    (key: Bytes) => openNote(note, place, key, undefined),
    (key: Bytes) => openAbsence(absence, practice, 2, "a".repeat(32), key),
  ];
}

function ringOf(keys: MemberKeys, { secrets, clinical }: Pick<PracticeAccess, "secrets" | "clinical">): readonly Bytes[] {
  const all = [...secrets.values(), ...clinical.values()].flatMap((each) => [each.seal_seed, each.sign_seed, each.filing_key]);
  return [keys.sealSeed, keys.signSeed, ...all.map(fromB64)];
}

async function opened(tries: readonly ((key: Bytes) => Promise<unknown>)[], ring: readonly Bytes[]): Promise<number> {
  const outcomes = await Promise.all(tries.map(async (open) => (await Promise.allSettled(ring.map(open))).some(({ status }) => status === "fulfilled")));
  return outcomes.filter(Boolean).length;
}

describe("somebody who has left, with every key that he had", () => {
  it("opens nothing that came afterwards, and those who stayed all of it", async () => {
    const there = await world();
    const { root, ada, bob, first, second } = there;
    const kept = await openAccess(answerTo(bob, [first]), root, first.record, bob);
    expect([kept.secrets.size, kept.clinical.size]).toEqual([1, 1]);
    const tries = await afterwards(there);
    expect(await opened(tries, ringOf(bob, kept))).toBe(0);
    const stayed = await openAccess(answerTo(ada, [first, second]), root, second.record, ada);
    const forOthers = second.body.wraps.filter(({ member }) => member !== ada.member).length;
    expect(await opened(tries, ringOf(ada, stayed))).toBe(tries.length - forOthers);
    await expect(openAccess(answerTo(bob, [first, second]), root, second.record, bob)).rejects.toThrow(refused("cannot_open"));
  }, patience);
});
