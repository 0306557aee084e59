/** An officer has left with the practice's root and everything else that could be copied; then the root was replaced (SPEC 16). */
import { describe, expect, it } from "vitest";
import { type MemberKeys, memberKeys } from "../protocol/accounts";
import { b64, type Bytes, fromB64 } from "../protocol/encoding";
import { verifyEndorsement } from "../protocol/endorsements";
import type { Mark } from "../protocol/marks";
import { allNewSecrets, epochPredecessor, lockPrevious, openRootWrap, rootPredecessor, rootRecord, verifyEpoch } from "../protocol/practice";
import { random, signPublic } from "../protocol/primitives";
import { combineShares, newSharing, openRecovery, verifySharing, wrapRecovery } from "../protocol/recovery";
import { replacementHash, rootMark, rootNow, signRootRequest, verifyPastEpoch, verifyReplacements, verifyRootRequest } from "../protocol/replacements";
import { type Signed, sign } from "../protocol/signed";
import { type EpochSecrets, makeEpoch, newRoot, type NewMember } from "./rotation";
import { Look, raised } from "./seen";

const refused = (code: string) => expect.objectContaining({ code });
const zeros = "0".repeat(64);
const today = "2026-03-11";
const ordered = ({ desk, clinical }: EpochSecrets) => [desk, clinical];

function officer(keys: MemberKeys, name: string): NewMember {
  return { member: keys.member, role: "practitioner", officer: true, sign: b64(keys.signPublic), seal: b64(keys.sealPublic), name };
}

async function epochOf(practice: string, number: number, predecessor: string, people: readonly NewMember[], rootSeed: Bytes, before?: EpochSecrets) {
  const secrets = allNewSecrets(practice, number);
  const previous = before === undefined ? [] : [await lockPrevious(before.desk, secrets.desk), await lockPrevious(before.clinical, secrets.clinical)];
  const body = await makeEpoch({ secrets, predecessor, previous, people, granted: new Set(), rootSeed });
  return { secrets, body, signed: body.epoch };
}

/** Ada and Bob, officers both; Bob goes; Ada has the root replaced by one of her own and takes it up. */
async function story() {
  const account = random(32);
  const [ada, bob] = await Promise.all([memberKeys(account), memberKeys(random(32))]);
  const oldRoot = random(32);
  const root = await rootRecord(oldRoot, "Cabinet des Ormes");
  const { practice } = root;
  const both = [officer(ada, "Ada"), officer(bob, "Bob")];
  const first = await epochOf(practice, 1, rootPredecessor(await sign(oldRoot, "practice-root", root)), both, oldRoot);
  const second = await epochOf(practice, 2, epochPredecessor(first.signed), both.slice(0, 1), oldRoot, first.secrets);
  const custodian = random(32);
  const fresh = newRoot(account, practice, 1);
  const wish = { practice, number: 1, old: root.root, name: root.name, reason: "root_compromised" } as const;
  const { signed } = await signRootRequest(fresh, wish);
  await verifyRootRequest(signed);
  const record = { v: 1, type: "root_replacement", practice, number: 1, previous: zeros, old: root.root, new: b64(await signPublic(fresh)), reason: "root_compromised", decision: "0".repeat(32), asked: "2026-03-04", from: today };
  const chain = [await sign(custodian, "root-replacement", record)];
  const key = await signPublic(custodian);
  const roots = await verifyReplacements(chain, key, practice, fromB64(root.root), today);
  const third = await epochOf(practice, 3, epochPredecessor(second.signed), both.slice(0, 1), fresh, second.secrets);
  return { practice, root, oldRoot, fresh, ada, bob, first, second, third, chain, roots, custodian, key, record, both };
}

describe("a former officer, with the root and all that he had", () => {
  it("signs no epoch that anybody believes", async () => {
    const { practice, oldRoot, roots, first, third, second, both, bob } = await story();
    const forged = await epochOf(practice, 4, epochPredecessor(third.signed), both, oldRoot, second.secrets);
    expect((await verifyEpoch(forged.signed, practice, await signPublic(oldRoot), 4)).practice).toBe(practice);
    await expect(verifyEpoch(forged.signed, practice, rootNow(roots), 4)).rejects.toThrow(refused("bad_signature"));
    await expect(verifyPastEpoch([forged.signed], practice, roots, 4)).rejects.toThrow(refused("bad_signature"));
    const instead = await epochOf(practice, 2, epochPredecessor(first.signed), [officer(bob, "Bob")], oldRoot);
    await expect(verifyPastEpoch([instead.signed, third.signed], practice, roots, 2)).rejects.toThrow(refused("bad_signature"));
  });

  it("leaves what he signed while he was there to be read", async () => {
    const { practice, roots, first, second, third } = await story();
    const whole = [first.signed, second.signed, third.signed];
    for (const epoch of [1, 2, 3]) expect((await verifyPastEpoch(whole.slice(epoch - 1), practice, roots, epoch)).epoch).toBe(epoch);
  });

  it("opens neither the new root nor the way back", async () => {
    const { practice, oldRoot, fresh, third, bob, second } = await story();
    const { record, shares } = await newSharing(oldRoot, practice, 1, "paper", today);
    const old = await combineShares(record, [shares[0], shares[1]]);
    const made = await newSharing(fresh, practice, 2, "paper", today);
    const wrap = await wrapRecovery(made.record, fresh, 3, ordered(third.secrets));
    await expect(verifySharing(made.signed, practice, await signPublic(oldRoot))).rejects.toThrow(refused("bad_signature"));
    const epoch = await verifyEpoch(third.signed, practice, await signPublic(fresh), 3);
    await expect(openRecovery(wrap, old, made.record, epoch)).rejects.toThrow(refused("cannot_open"));
    await expect(combineShares(made.record, [shares[0], shares[1]])).rejects.toThrow(refused("wrong_share"));
    const keys = [bob.sealSeed, bob.signSeed, oldRoot, ...ordered(second.secrets).map((each) => fromB64(each.seal_seed)), ...shares];
    for (const { member, sealed } of third.body.root_wraps)
      for (const key of keys) await expect(openRootWrap(fromB64(sealed), practice, member, key)).rejects.toThrow(refused("cannot_open"));
  });

  it("is not asked for another root, and brings none back", async () => {
    const { practice, root, oldRoot, chain, custodian, key, record } = await story();
    const check = (signed: readonly Signed[], day = today) => verifyReplacements(signed, key, practice, fromB64(root.root), day);
    const again = { ...record, number: 2, previous: replacementHash(chain[0]!), old: record.new, new: root.root };
    await expect(check([...chain, await sign(custodian, "root-replacement", again)])).rejects.toThrow(refused("root_not_replaced"));
    await expect(check([await sign(oldRoot, "root-replacement", { ...record, new: b64(random(32)) })])).rejects.toThrow(refused("bad_signature"));
    await expect(check(chain, "2026-03-09")).rejects.toThrow(refused("root_not_replaced"));
    await expect(check([await sign(custodian, "root-replacement", { ...record, from: "2026-03-10" })])).rejects.toThrow(refused("bad_structure"));
  });

  it("is shown to nobody any more who has seen the new root, nor is a second one in its place", async () => {
    const { practice, roots, root, custodian, key, record } = await story();
    const look = new Look(new Map());
    look.follow("root", practice, rootMark(roots), roots.previous);
    const later = () => new Look(raised(new Map(), look.found as ReadonlyMap<string, Mark>, today));
    const first = await verifyReplacements([], key, practice, fromB64(root.root), today);
    expect(() => later().follow("root", practice, rootMark(first), first.previous)).toThrow(refused("root_rolled_back"));
    const other = [await sign(custodian, "root-replacement", { ...record, new: b64(random(32)) })];
    const forked = await verifyReplacements(other, key, practice, fromB64(root.root), today);
    expect(() => later().follow("root", practice, rootMark(forked), forked.previous)).toThrow(refused("root_rolled_back"));
    expect(() => later().follow("root", practice, rootMark(roots), roots.previous)).not.toThrow();
  });

  it("has no word of the custodian's", async () => {
    const { practice, root, roots, custodian, key } = await story();
    const word = { v: 1, type: "practice_endorsement", practice, root: b64(rootNow(roots)), name: root.name, check: "officers", replacement: roots.replacement, from: today, until: "2026-04-10" };
    const signed = await sign(custodian, "practice-endorsement", word);
    const now = { ...root, root: word.root };
    expect((await verifyEndorsement(signed, key, now, today, false, roots.replacement)).root).toBe(word.root);
    await expect(verifyEndorsement(signed, key, root, today, false)).rejects.toThrow(refused("practice_not_endorsed"));
    await expect(verifyEndorsement(signed, key, now, today, false)).rejects.toThrow(refused("practice_not_endorsed"));
  });
});
