import { describe, expect, it } from "vitest";
import { emptyVault, type Vault, type VaultWay } from "../protocol/vault";
import { havingLeft, withDevice, without } from "./ways";

const today = "2026-03-04";
const passphrase: VaultWay = { kind: "passphrase", locator: "0".repeat(64), name: "", added: today };
const lost: VaultWay = { kind: "browser", locator: "1".repeat(64), name: "Portable", added: today, device: "a".repeat(43) };
const vault: Vault = { ...emptyVault(), ways: [passphrase, lost] };

describe("a way taken off the list", () => {
  it("leaves its device to be withdrawn at the custodian", () => {
    expect(without(vault, lost.locator)).toEqual({ ...vault, ways: [passphrase], leaving: [lost.device] });
  });

  it("leaves nothing where it had no device", () => {
    expect(without(vault, passphrase.locator)).toEqual({ ...vault, ways: [lost] });
  });

  it("changes nothing when it is not there", () => {
    expect(without(vault, "2".repeat(64))).toBe(vault);
  });

  it("is not the last", () => {
    expect(() => without({ ...vault, ways: [passphrase] }, passphrase.locator)).toThrow("last_way");
  });
});

describe("a device that the custodian knows from now on", () => {
  it("stands beside its way", () => {
    const bare = { ...vault, ways: [passphrase, { ...passphrase, locator: "2".repeat(64), kind: "browser" as const }] };
    expect(withDevice(bare, "2".repeat(64), "b").ways[1]?.device).toBe("b");
  });

  it("leaves at once when its way went meanwhile", () => {
    expect(withDevice(vault, "2".repeat(64), "b").leaving).toEqual(["b"]);
  });
});

describe("what the custodian has forgotten", () => {
  it("is not asked of it again", () => {
    const leaving = { ...vault, leaving: ["a", "b"] };
    expect(havingLeft(leaving, new Set(["a"])).leaving).toEqual(["b"]);
    expect(havingLeft(leaving, new Set())).toBe(leaving);
  });
});
