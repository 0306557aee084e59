import { describe, expect, it } from "vitest";
import { random } from "./primitives";
import { emptyVault, firstPrevious, lockVault, newPool, openVault, vaultHash } from "./vault";

const refused = (code: string) => expect.objectContaining({ code });
const account = "a".repeat(32);

describe("the vault", () => {
  it("opens at its version, and not at another's", async () => {
    const key = random(32);
    const vault = { ...emptyVault(), pools: [newPool("téléphone", "2026-12-01")], checkpoints: [{ origin: "log.example/x", note: "…" }] };
    const first = await lockVault(vault, key, account, 1, firstPrevious);
    expect(await openVault(first, key, account)).toEqual(vault);
    const second = await lockVault(vault, key, account, 2, vaultHash(first.blob));
    expect(await openVault(second, key, account, 2)).toEqual(vault);
    await expect(openVault(first, key, account, 2)).rejects.toThrow(refused("vault_rolled_back"));
    await expect(openVault({ ...first, version: 2 }, key, account)).rejects.toThrow(refused("cannot_open"));
    await expect(openVault(second, key, "b".repeat(32))).rejects.toThrow(refused("cannot_open"));
  });
});
