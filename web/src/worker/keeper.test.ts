import { describe, expect, it } from "vitest";
import { emptyProfile, emptyVault } from "../protocol/vault";
import { keeping } from "./keeper";

describe("details that are kept on the way to a booking", () => {
  it("write nothing where they are the ones the vault has", () => {
    const vault = emptyVault();
    expect(keeping(vault, { ...emptyProfile })).toBe(vault);
  });

  it("are written where one of them changed", () => {
    const changed = { ...emptyProfile, phone: "01" };
    expect(keeping(emptyVault(), changed).profile).toEqual(changed);
  });
});
