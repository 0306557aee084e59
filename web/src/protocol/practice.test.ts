import { describe, expect, it } from "vitest";
import { memberKeys } from "./accounts";
import { b64, fromB64 } from "./encoding";
import { answer, invitationId, readAnswer, readLink, writeLink } from "./invitations";
import {
  allNewSecrets,
  checkSecrets,
  compartments,
  desk,
  entitled,
  epochRecord,
  lockMembers,
  lockPrevious,
  membersOf,
  newSecrets,
  openMembers,
  openPrevious,
  openRootWrap,
  openWrap,
  practiceId,
  rootPredecessor,
  rootRecord,
  verifyEpoch,
  verifyRoot,
  wrapHash,
  wrapRoot,
  wrapSecrets,
} from "./practice";
import { random } from "./primitives";
import { type PublicationRecord, signPublication, verifyPublication } from "./publication";
import { sign } from "./signed";

const refused = (code: string) => expect.objectContaining({ code });

async function opened() {
  const rootSeed = random(32);
  const record = await rootRecord(rootSeed, "Cabinet des Ormes");
  const root = await sign(rootSeed, "practice-root", record);
  const keys = await memberKeys(random(32));
  const secrets = newSecrets(record.practice, 1);
  const wrap = await wrapSecrets(secrets, keys.member, keys.sealPublic);
  const entry = { member: keys.member, role: "practitioner", officer: true, sign: b64(keys.signPublic), seal: b64(keys.sealPublic), name: "Dr Ortie", wraps: [{ compartment: "desk", hash: wrapHash(wrap) }] } as const;
  const members = membersOf(record.practice, 1, [], [entry]);
  const epoch = await epochRecord([secrets], rootPredecessor(root), members, "2026-12-01");
  const signedEpoch = await sign(rootSeed, "epoch", epoch);
  return { rootSeed, record, root, keys, secrets, wrap, members, epoch, signedEpoch };
}

describe("a practice's records", () => {
  it("are believed under the root that the practice's id names", async () => {
    const { record, root, signedEpoch } = await opened();
    const found = await verifyRoot(root, record.practice);
    expect(practiceId(fromB64(found.root))).toBe(record.practice);
    expect((await verifyEpoch(signedEpoch, record.practice, fromB64(found.root), 1)).epoch).toBe(1);
  });

  it("are refused from another root, for another practice or epoch", async () => {
    const { record, root, signedEpoch } = await opened();
    const other = await opened();
    const rootKey = fromB64(record.root);
    await expect(verifyRoot(other.root, record.practice)).rejects.toThrow(refused("another_practice"));
    await expect(verifyRoot({ ...root, signature: other.root.signature }, record.practice)).rejects.toThrow(refused("bad_signature"));
    await expect(verifyEpoch(other.signedEpoch, record.practice, rootKey)).rejects.toThrow(refused("bad_signature"));
    await expect(verifyEpoch(signedEpoch, record.practice, rootKey, 2)).rejects.toThrow(refused("bad_structure"));
  });

  it("are not forged by a publication of another desk", async () => {
    const { secrets, epoch, record } = await opened();
    const publication = {
      v: 1, type: "publication", practice: record.practice, epoch: 1, revision: 1, previous: "0".repeat(64), name: "Cabinet", fictitious: true, attended: true,
      address: { line: "1 rue", postcode: "75001", town: "Paris", town_code: "75056", latitude_e6: 48_856_600, longitude_e6: 2_352_200 },
      time_zone: "Europe/Paris", phone: "", practitioners: [], classes: [], motives: [], schedules: [],
    } satisfies PublicationRecord;
    const signed = await signPublication(fromB64(secrets.sign_seed), publication);
    expect(await verifyPublication(signed, epoch)).toEqual(publication);
    const forged = await signPublication(random(32), publication);
    await expect(verifyPublication(forged, epoch)).rejects.toThrow(refused("publication_forged"));
    await expect(verifyPublication(signed, { ...epoch, epoch: 2 })).rejects.toThrow(refused("publication_forged"));
  });
});

describe("compartment secrets", () => {
  it("open for their member and epoch alone", async () => {
    const { record, keys, wrap, epoch, secrets } = await opened();
    const stranger = await memberKeys(random(32));
    const found = await openWrap(wrap, record.practice, 1, keys.member, keys.sealSeed);
    expect(found).toEqual(secrets);
    await checkSecrets(found, epoch);
    await expect(checkSecrets(newSecrets(record.practice, 1), epoch)).rejects.toThrow(refused("cannot_open"));
    await expect(openWrap(wrap, record.practice, 2, keys.member, keys.sealSeed)).rejects.toThrow(refused("cannot_open"));
    await expect(openWrap(wrap, record.practice, 1, keys.member, stranger.sealSeed)).rejects.toThrow(refused("cannot_open"));
  });

  it("lead back to the epoch before", async () => {
    const { record, secrets } = await opened();
    const next = newSecrets(record.practice, 2);
    const locked = await lockPrevious(secrets, next);
    expect(await openPrevious(locked, next)).toEqual(secrets);
    await expect(openPrevious(locked, newSecrets(record.practice, 2))).rejects.toThrow(refused("cannot_open"));
  });

  it("open the list of members that the epoch commits to", async () => {
    const { record, members, secrets, epoch } = await opened();
    expect(await openMembers(await lockMembers(members, secrets), epoch, secrets)).toEqual(members);
    const others = await lockMembers(membersOf(record.practice, 1, [], []), secrets);
    await expect(openMembers(others, epoch, secrets)).rejects.toThrow(refused("bad_structure"));
  });

  it("come with the root for an officer", async () => {
    const { rootSeed, record, keys } = await opened();
    const wrapped = await wrapRoot(rootSeed, record.practice, keys.member, keys.sealPublic);
    expect(await openRootWrap(wrapped, record.practice, keys.member, keys.sealSeed)).toEqual(rootSeed);
    await expect(openRootWrap(wrapped, "0".repeat(32), keys.member, keys.sealSeed)).rejects.toThrow(refused("cannot_open"));
  });
});

describe("clinical keys", () => {
  it("are for practitioners, officers, and secretaries to whom they were granted", () => {
    expect(entitled("secretary", false, false)).toEqual([desk]);
    for (const [role, officer, granted] of [["practitioner", false, false], ["secretary", true, false], ["secretary", false, true]] as const) expect(entitled(role, officer, granted)).toEqual(compartments);
  });

  it("are not opened in the place of the desk's, or the other way round", async () => {
    const { record, keys, wrap } = await opened();
    const { clinical: secrets } = allNewSecrets(record.practice, 1);
    const sealed = await wrapSecrets(secrets, keys.member, keys.sealPublic);
    expect(await openWrap(sealed, record.practice, 1, keys.member, keys.sealSeed, "clinical")).toEqual(secrets);
    await expect(openWrap(sealed, record.practice, 1, keys.member, keys.sealSeed)).rejects.toThrow(refused("cannot_open"));
    await expect(openWrap(wrap, record.practice, 1, keys.member, keys.sealSeed, "clinical")).rejects.toThrow(refused("cannot_open"));
  });
});

describe("an invitation", () => {
  it("is answered under the link's secret", async () => {
    const [secret, practice] = [random(32), "a".repeat(32)];
    const keys = await memberKeys(random(32));
    const link = readLink(writeLink(practice, secret));
    const answered = await answer(link.secret, link.practice, keys, "Léa Ronce");
    const read = await readAnswer(secret, practice, answered.answer, answered.mac);
    expect(read).toMatchObject({ name: "Léa Ronce", answer: { member: keys.member } });
    expect(invitationId(secret)).toHaveLength(32);
    await expect(readAnswer(random(32), practice, answered.answer, answered.mac)).rejects.toThrow(refused("bad_mac"));
    await expect(readAnswer(secret, "b".repeat(32), answered.answer, answered.mac)).rejects.toThrow(refused("bad_structure"));
    expect(() => readLink("somewhere")).toThrow(refused("bad_structure"));
  });
});
