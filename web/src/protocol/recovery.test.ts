import * as fc from "fast-check";
import { combine as combineOf, split as splitOf } from "shamir-secret-sharing";
import { describe, expect, it } from "vitest";
import { memberKeys } from "./accounts";
import { b64, type Bytes, concat, equal, fromB64 } from "./encoding";
import { readShare, shareWords } from "./kit";
import { allNewSecrets, clinical, desk, type EpochRecord, epochRecord, membersOf, practiceId } from "./practice";
import { derive, random, signPublic } from "./primitives";
import { checkPinned, combineShares, newSharing, openRecovery, readShareLink, recoveryPin, shareKeys, verifySharing, wrapRecovery } from "./recovery";
import { open } from "./sealing";
import { combine, multiply, numbers, type Shares, split } from "./shamir";
import { openForColleague, openRelease, requestId, requestMark, sealForColleague, sealForCustodian, signCheck, signRequest, verifyCheck } from "./shares";
import { sealPublic } from "./xwing";

const refused = (code: string) => expect.objectContaining({ code });
const pairs = numbers.flatMap((here) => numbers.filter((there) => there !== here).map((there) => [here, there] as const));
const bytes32 = fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => new Uint8Array(bytes));
const shareOf = (shares: Shares, number: 1 | 2 | 3): Bytes => shares[(number - 1) as 0 | 1 | 2];

describe("splitting", () => {
  it("multiplies as FIPS 197 does", () => {
    expect([multiply(0x57, 0x83), multiply(0x57, 0x13), multiply(0x53, 0xca)]).toEqual([0xc1, 0xfe, 1]);
  });

  it("gives the secret back from any two", () => {
    fc.assert(
      fc.property(bytes32, bytes32, (secret, slope) => {
        const shares = split(secret, slope);
        for (const [here, there] of pairs) expect(combine(here, shareOf(shares, here), there, shareOf(shares, there))).toEqual(secret);
      }),
    );
  });

  it("says nothing by one: every secret has a slope that gives this very share", () => {
    fc.assert(
      fc.property(bytes32, bytes32, bytes32, fc.constantFrom(...numbers), (secret, slope, other, number) => {
        const share = shareOf(split(secret, slope), number);
        const inverse = Array.from({ length: 256 }, (_, each) => each).find((each) => multiply(each, number) === 1) ?? 0;
        const fitting = share.map((byte, place) => multiply(byte ^ (other[place] ?? 0), inverse));
        expect(shareOf(split(other, fitting), number)).toEqual(share);
      }),
    );
  });
});

/** Another implementation of the same scheme; it writes a share's number behind its bytes. */
describe("agrees with shamir-secret-sharing", () => {
  it("which combines our shares", async () => {
    const secret = random(32);
    const shares = split(secret, random(32));
    for (const [here, there] of pairs) {
      const numbered = [here, there].map((number) => concat(shareOf(shares, number), Uint8Array.of(number)));
      expect(new Uint8Array(await combineOf(numbered))).toEqual(secret);
    }
  });

  it("whose shares lie on lines like ours", async () => {
    const secret = random(32);
    const [first, second] = await splitOf(secret, 3, 2);
    const [here, there] = [first?.at(-1) ?? 0, second?.at(-1) ?? 0];
    const slope = secret.map((_, place) => {
      const candidates = Array.from({ length: 256 }, (__, each) => each);
      return candidates.find((each) => ((secret[place] ?? 0) ^ multiply(each, here)) === first?.[place]) ?? 0;
    });
    expect(secret.map((byte, place) => byte ^ multiply(slope[place] ?? 0, there))).toEqual(new Uint8Array(second?.slice(0, 32) ?? []));
  });
});

async function house() {
  const rootSeed = random(32);
  const practice = practiceId(await signPublic(rootSeed));
  const secrets = allNewSecrets(practice, 4);
  const both = [secrets.desk, secrets.clinical];
  const epoch: EpochRecord = await epochRecord(both, "0".repeat(64), membersOf(practice, 4, [], []), "2026-12-01");
  const made = await newSharing(rootSeed, practice, 2, "colleague", "2026-12-01");
  const wrap = await wrapRecovery(made.record, rootSeed, 4, both);
  return { rootSeed, practice, secrets, both, epoch, wrap, ...made };
}

describe("a way back", () => {
  it("opens to any two shares", async () => {
    const { record, shares, wrap, epoch, rootSeed, both, signed, practice } = await house();
    expect(await verifySharing(signed, practice, await signPublic(rootSeed))).toEqual(record);
    for (const [here, there] of pairs) {
      const keys = await combineShares(record, [shareOf(shares, here), shareOf(shares, there)]);
      const content = await openRecovery(wrap, keys, record, epoch);
      expect(fromB64(content.root_seed)).toEqual(rootSeed);
      expect(content.secrets).toEqual(both);
    }
  });

  it("opens to nobody who has one, whatever is made of it", async () => {
    const { record, shares, wrap } = await house();
    for (const share of shares) {
      const derived = ["recovery/seal", "recovery/sign", "recovery/share", "member/seal"].map((name) => derive(share, name));
      for (const key of [share, ...derived]) {
        await expect(open(key, "recovery", { v: 1, practice: record.practice, sharing: 2, epoch: 4 }, wrap)).rejects.toThrow(refused("cannot_open"));
      }
      await expect(combineShares(record, [share, random(32)])).rejects.toThrow(refused("wrong_share"));
    }
  });

  it("closes to the shares of before", async () => {
    const { record, shares, rootSeed, practice, both, epoch, signed } = await house();
    const next = await newSharing(rootSeed, practice, 3, "paper", "2026-12-02");
    const wrap = await wrapRecovery(next.record, rootSeed, 4, both);
    await expect(combineShares(next.record, shares.slice(0, 2))).rejects.toThrow(refused("wrong_share"));
    const old = await combineShares(record, shares.slice(0, 2));
    await expect(openRecovery(wrap, old, next.record, epoch)).rejects.toThrow(refused("cannot_open"));
    const members = membersOf(practice, 4, [], [], recoveryPin(next.signed, wrap, ""));
    checkPinned(members, next.signed, wrap);
    expect(() => checkPinned(members, signed)).toThrow(refused("cannot_open"));
  });
});

describe("holders", () => {
  it("open their own share, and find out when they were handed another", async () => {
    const { record, shares } = await house();
    const keys = await memberKeys(random(32));
    const right = await sealForColleague(shares[1], record, keys.member, keys.sealPublic);
    expect(await openForColleague(right, record, keys.member, keys.sealSeed)).toEqual(shares[1]);
    for (const wrong of [shares[0], random(32), random(31)]) {
      const sealed = await sealForColleague(wrong, record, keys.member, keys.sealPublic);
      await expect(openForColleague(sealed, record, keys.member, keys.sealSeed)).rejects.toThrow(refused("wrong_share"));
    }
  });

  it("of a released share are the device and the request that were named", async () => {
    const { record, shares } = await house();
    const device = random(32);
    const signed = await signRequest(shares[0], record, "practice_recovery", await sealPublic(device), new Date());
    expect(requestMark(signed)).toMatch(/^\d{6}$/);
    await expect(openRelease(await sealForCustodian(shares[2], record, await sealPublic(device)), requestId(signed), record, device)).rejects.toThrow(refused("cannot_open"));
  });

  it("note what they checked", async () => {
    const { record, practice, secrets } = await house();
    const keys = await memberKeys(random(32));
    const wraps = [desk, clinical].map((compartment) => ({ compartment, hash: "0".repeat(64) }));
    const entry = { member: keys.member, role: "practitioner", officer: true, sign: b64(keys.signPublic), seal: b64(keys.sealPublic), name: "Ada", wraps } as const;
    const members = membersOf(practice, secrets.desk.epoch, [], [entry]);
    const signed = await signCheck(keys.signSeed, record, [2, 1], keys.member, "2026-12-01", true);
    expect(await verifyCheck(signed, record, members)).toMatchObject({ shares: [1, 2], opened: true });
    await expect(verifyCheck(signed, record, membersOf(practice, 4, [], []))).rejects.toThrow(refused("bad_signature"));
  });
});

describe("a share on paper", () => {
  it("is read back from its words and from its link", async () => {
    const share = random(32);
    const words = await shareWords(share, "fr");
    expect(words).toHaveLength(24);
    expect(equal(await readShare(words.join(" ").toUpperCase()), share)).toBe(true);
    expect(readShareLink(b64(share))).toEqual(share);
    expect(() => readShareLink(b64(random(16)))).toThrow(refused("bad_share"));
    expect((await shareKeys(share)).share).toMatch(/^[0-9a-f]{32}$/);
  });
});
