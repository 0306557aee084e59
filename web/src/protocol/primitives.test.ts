import { describe, expect, it } from "vitest";
import { concat, fromHex, utf8 } from "./encoding";
import { ed25519Sign, ed25519Verify, signPublic } from "./primitives";

const seed = new Uint8Array(32);
const neutral = `01${"00".repeat(31)}`;
/** With the neutral point for a key, R neutral and S zero, the equation holds for every message. */
const ofAnything = concat(fromHex(neutral), new Uint8Array(32));

describe("a signature", () => {
  it("is taken under the key that made it", async () => {
    const message = utf8("a visit");
    await ed25519Verify(await signPublic(seed), message, await ed25519Sign(seed, message));
  });

  it.each([
    "00".repeat(32),
    neutral,
    `01${"00".repeat(30)}80`,
    `ec${"ff".repeat(30)}7f`,
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
    `ee${"ff".repeat(30)}7f`,
    `f0${"ff".repeat(31)}`,
  ])("is refused under a key that nobody has drawn: %s", async (key) => {
    await expect(ed25519Verify(fromHex(key), utf8("anything"), ofAnything)).rejects.toThrow("bad_signature");
  });
});
