import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Custodian } from "./custodian";
import { DoorError } from "./door-types";
import type { World } from "./installation";
import type { Log } from "./logs";
import { areUsedUp } from "./rights";

const shelf = vi.hoisted(() => ({ kept: new Map<string, unknown>(), stock: 0 }));

/** Vitest runs where no browser keeps anything. */
vi.mock("./shelf", () => ({
  read: async (key: string) => shelf.kept.get(key),
  write: async (key: string, value: unknown) => void shelf.kept.set(key, value),
  drop: async (key: string) => void shelf.kept.delete(key),
  all: async (name: string) => (name === "tokens" ? Array.from({ length: shelf.stock }, () => ({ purpose: "booking", redeem_until: "2999-01-01T00:00:00Z" })) : Array(6)),
}));

async function fill(left: number): Promise<readonly number[]> {
  const { custodian, asked } = known(left);
  await custodian.fillStock();
  return asked;
}

/** Who is known to the custodian now, and has so many rights left in this week. */
function known(left: number): { custodian: Custodian; asked: readonly number[] } {
  const custodian = new Custodian({ custodian: { url: "https://custodian.example" } } as World, {} as Log);
  vi.spyOn(custodian, "isOpen", "get").mockReturnValue(true);
  const asked: number[] = [];
  vi.spyOn(custodian, "fetchTokens").mockImplementation(async (_purpose, count) => {
    asked.push(count);
    if (count > left) throw new DoorError("tokens_exhausted");
    left -= count;
    shelf.stock += count;
  });
  return { custodian, asked };
}

beforeEach(() => {
  [shelf.kept, shelf.stock] = [new Map(), 0];
  vi.useFakeTimers({ now: new Date("2026-11-27T19:00:00Z"), toFake: ["Date"] });
});

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

describe("the stock of rights", () => {
  it("is filled in one batch where the week allows", async () => {
    expect(await fill(12)).toEqual([6]);
    expect(await areUsedUp()).toBe(false);
  });

  it("takes what is left of the week, and says until Monday that this was all", async () => {
    expect(await fill(2)).toEqual([6, 3, 1, 1, 1]);
    expect([shelf.stock, await areUsedUp()]).toEqual([2, true]);
    vi.setSystemTime(new Date("2026-11-29T23:59:59Z"));
    expect(await areUsedUp()).toBe(true);
    vi.setSystemTime(new Date("2026-11-30T00:00:01Z"));
    expect(await areUsedUp()).toBe(false);
  });

  it("is told to be on its way after a sign-in", async () => {
    const { custodian } = known(12);
    await custodian.stocked();
    expect(shelf.stock).toBe(0);
    const settled = custodian.settleIn(undefined, true);
    expect(custodian.isStocking).toBe(true);
    await custodian.stocked();
    expect(shelf.stock).toBe(6);
    await settled;
    expect(custodian.isStocking).toBe(false);
  });

  it("is told of by why there is none that suits", async () => {
    const { custodian } = known(0);
    const why = async () => (await custodian.noRight()).code;
    expect(await why()).toBe("rights_missing");
    const settled = custodian.settleIn(undefined, true);
    expect(await why()).toBe("rights_coming");
    await settled;
    expect(await why()).toBe("rights_used_up");
    shelf.stock = 1;
    expect(await why()).toBe("rights_held");
  });

  it("is not waited for without end", async () => {
    const { custodian } = known(12);
    vi.useFakeTimers();
    vi.spyOn(custodian, "fetchTokens").mockReturnValue(new Promise(() => undefined));
    void custodian.settleIn(undefined, true);
    const waited = custodian.stocked();
    await vi.advanceTimersByTimeAsync(10_000);
    await waited;
    expect(custodian.isStocking).toBe(true);
  });

  it("does not fail a sign-in that it cannot be filled at", async () => {
    const { custodian } = known(12);
    vi.spyOn(custodian, "fetchTokens").mockRejectedValue(new DoorError("unreachable"));
    await custodian.settleIn(undefined, true);
    expect(shelf.stock).toBe(0);
  });

  it("forgets that once somebody is given all that was asked for", async () => {
    await fill(0);
    expect(await areUsedUp()).toBe(true);
    await fill(12);
    expect(await areUsedUp()).toBe(false);
  });
});
