import { describe, expect, it } from "vitest";
import type { HeldShare, SharesState } from "../../worker/door-types";
import { addressOf, isInOrder, mostUrgent, underWay, whereTheOther } from "./rules";

const seen = { day: "2026-11-01", by: "Ada" };
const paper: HeldShare = { number: 1, holder: "paper", name: "", mine: false, checked: seen };
const colleague: HeldShare = { number: 2, holder: "colleague", name: "Cléo", mine: false, checked: undefined };
const custodian: HeldShare = { number: 3, holder: "custodian", name: "", mine: false, checked: undefined };
const good: SharesState = {
  sharing: 1,
  created: "2026-10-01",
  shares: [paper, colleague, custodian],
  rehearsed: seen,
  custody: { state: "held", since: "2026-10-01", requests: [] },
};

describe("what is most urgent", () => {
  it.each([
    ["none", {}],
    ["hand-over", { custody: { state: "missing", why: "share_not_held" }, rehearsed: undefined }],
    ["check", { shares: [{ ...paper, checked: undefined }, colleague, custodian], rehearsed: undefined }],
    ["rehearse", { rehearsed: undefined }],
    ["rehearse", { rehearsed: { ...seen, day: "2025-11-01" } }],
  ] as const)("is %s", (task, change) => {
    expect(mostUrgent({ ...good, ...change } as SharesState, "2026-12-01")).toBe(task);
  });
});

describe("a share is in order", () => {
  it("when it was seen, or proved by the custodian", () => {
    expect([paper, colleague, custodian].map((share) => isInOrder(share, good.custody))).toEqual([true, false, true]);
    expect(isInOrder(custodian, { state: "missing", why: "offline" })).toBe(false);
  });
});

describe("requests under way", () => {
  it("are those that may still be granted", () => {
    const asked = { request: "0", reason: "practice_recovery", mark: "123456", state: "asked", objected: false, asked: "2026-11-30" } as const;
    const requests = [asked, { ...asked, state: "done" }, { ...asked, objected: true }, { ...asked, state: "approved" }] as const;
    expect(underWay({ ...good, custody: { state: "held", since: "2026-10-01", requests } })).toHaveLength(2);
    expect(underWay({ ...good, custody: { state: "hidden" } })).toEqual([]);
  });
});

it("an address keeps the share behind the #", () => {
  expect(addressOf("abc", { origin: "https://app.example", pathname: "/" })).toBe("https://app.example/#/practice/recover/abc");
});

it.each([
  [1, "colleague", "recover-colleague"],
  [1, "paper", "recover-other-sheet"],
  [2, "colleague", "recover-first-sheet"],
  [2, "paper", "recover-first-sheet"],
] as const)("from share %d, with a second one of kind %s, the other is told by %s", (number, second, key) => {
  expect(whereTheOther({ number, second })).toBe(key);
});
