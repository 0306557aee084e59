import { describe, expect, it } from "vitest";
import { emptyVault, newPool, poolSize, type Vault } from "../protocol/vault";
import { atLeast, liveSeeds, maintained, mayBeGone, poolFor, shuffled, unusedSeeds, withPool } from "./pools";

const today = "2026-12-01";
const nothing = { used: new Set<string>(), over: new Set<string>() };

function vaultWith(...names: string[]): Vault {
  return names.reduce((vault, name) => withPool(vault, newPool(name, today)), emptyVault());
}

function seedsOf(vault: Vault, pool: number): string[] {
  return (vault.pools[pool]?.seeds ?? []).map(({ seed }) => seed);
}

describe("pools", () => {
  it("are shared by browsers that are not remembered", () => {
    const vault = vaultWith("", "téléphone");
    expect(poolFor(vault, undefined)?.name).toBe("");
    expect(poolFor(vault, vault.pools[1]?.id)?.name).toBe("téléphone");
    expect(poolFor(vault, "gone")?.name).toBe("");
  });

  it("stay as they are while half of their seeds are unused", () => {
    const vault = vaultWith("");
    const used = new Set(seedsOf(vault, 0).slice(0, 8));
    expect(maintained(vault, undefined, { ...nothing, used }, today)).toBe(vault);
  });

  it("are laid in before somebody else books", () => {
    const vault = vaultWith("", "téléphone");
    const used = new Set(seedsOf(vault, 0).slice(0, 7));
    expect(atLeast(vault, undefined, used, 9, today)).toBe(vault);
    const after = atLeast(vault, undefined, used, 12, today);
    expect(after.pools[0] && unusedSeeds(after.pools[0], used)).toHaveLength(12);
    expect(seedsOf(after, 1)).toEqual(seedsOf(vault, 1));
    expect(atLeast(emptyVault(), undefined, used, 12, today)).toEqual(emptyVault());
  });

  it("are refilled when they run low", () => {
    const vault = vaultWith("", "téléphone");
    const used = new Set(seedsOf(vault, 0).slice(0, 9));
    const after = maintained(vault, undefined, { ...nothing, used }, today);
    expect(unusedSeeds(after.pools[0]!, used)).toHaveLength(poolSize);
    expect(after.pools[1]).toEqual(vault.pools[1]);
  });

  it("drop a visit that is over from what is probed", () => {
    const vault = vaultWith("");
    const over = new Set(seedsOf(vault, 0).slice(0, 1));
    const after = maintained(vault, undefined, { used: over, over }, "2026-12-09");
    expect(liveSeeds(after)).toHaveLength(poolSize - 1);
    expect(after.pools[0]?.seeds[0]).toMatchObject({ state: "spent", day: "2026-12-09" });
  });

  it("know whose visit may be gone: three months after it was marked as over", () => {
    const vault = vaultWith("");
    const over = new Set(seedsOf(vault, 0).slice(0, 1));
    const after = maintained(vault, undefined, { used: over, over }, "2026-12-09");
    expect(mayBeGone(after, "2027-03-07")).toEqual(new Set());
    expect(mayBeGone(after, "2027-03-08")).toEqual(over);
  });

  it("begin where a vault has none", () => {
    expect(liveSeeds(maintained(emptyVault(), undefined, nothing, today))).toHaveLength(poolSize);
  });

  it("are probed in another order each time, none left out", () => {
    const seeds = Array.from({ length: 40 }, (_, index) => index);
    expect(shuffled(seeds)).not.toEqual(seeds);
    expect(shuffled(seeds).sort((a, b) => a - b)).toEqual(seeds);
  });
});
