import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readKit, kitWords, proposeWords } from "./kit";
import { pad, unpad } from "./padding";
import { random } from "./primitives";
import { lock, open, seal, unlock } from "./sealing";
import { sealPublic } from "./xwing";

const refused = (code: string) => expect.objectContaining({ code });
const context = { v: 1, practice: "p" } as const;

describe("sealing to a key", () => {
  it("opens for the same purpose and context alone", async () => {
    const seed = random(32);
    const sealed = await seal(await sealPublic(seed), "wrap", context, random(40));
    await expect(open(seed, "wrap", context, sealed)).resolves.toHaveLength(40);
    await expect(open(seed, "envelope", context, sealed)).rejects.toThrow(refused("cannot_open"));
    await expect(open(seed, "wrap", { v: 1, practice: "q" }, sealed)).rejects.toThrow(refused("cannot_open"));
    await expect(open(random(32), "wrap", context, sealed)).rejects.toThrow(refused("cannot_open"));
    await expect(open(seed, "wrap", context, sealed.slice(0, 100))).rejects.toThrow(refused("cannot_open"));
    await expect(open(seed, "wrap", context, sealed.with(0, 2))).rejects.toThrow(refused("unknown_version"));
  });
});

describe("locking under a key", () => {
  it("opens for the same purpose and context alone", async () => {
    const key = random(32);
    const locked = await lock(key, "vault", context, random(40));
    await expect(unlock(key, "vault", context, locked)).resolves.toHaveLength(40);
    await expect(unlock(key, "filing", context, locked)).rejects.toThrow(refused("cannot_open"));
    await expect(unlock(key, "vault", context, locked.with(20, (locked[20] ?? 0) ^ 1))).rejects.toThrow(refused("cannot_open"));
    await expect(unlock(key, "vault", context, locked.with(0, 0))).rejects.toThrow(refused("unknown_version"));
  });
});

describe("padding", () => {
  const buckets = [64, 256];

  it("is taken off as it was put on", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 252 }), (data) => {
        const padded = pad(new Uint8Array(data), buckets);
        expect(buckets).toContain(padded.length);
        expect(unpad(padded, buckets)).toEqual(new Uint8Array(data));
      }),
    );
  });

  it("refuses what does not fit, another size, a filler and a length too long", () => {
    expect(() => pad(new Uint8Array(253), buckets)).toThrow(refused("too_large"));
    expect(() => unpad(new Uint8Array(65), buckets)).toThrow(refused("bad_padding"));
    expect(() => unpad(pad(random(3), buckets).with(63, 1), buckets)).toThrow(refused("bad_padding"));
    expect(() => unpad(new Uint8Array(64).with(3, 61), buckets)).toThrow(refused("bad_padding"));
  });
});

describe("the paper kit", () => {
  it.each(["fr", "en"] as const)("reads back from %s, without accents and in capitals", async (language) => {
    const kit = random(16);
    const words = await kitWords(kit, language);
    expect(words).toHaveLength(12);
    expect(await readKit(words.join(", ").normalize("NFKD").replaceAll(/\p{M}/gu, "").toUpperCase())).toEqual(kit);
  });

  it("refuses a wrong word, a missing one and a wrong order", async () => {
    const words = await kitWords(new Uint8Array(16).fill(7), "fr");
    for (const wrong of [words.slice(1), [...words.slice(0, 11), "serment"], [...words].reverse()]) {
      await expect(readKit(wrong.join(" "))).rejects.toThrow(refused("bad_kit"));
    }
  });

  it("proposes as many words as asked for", async () => {
    expect((await proposeWords(6, "fr")).split(" ")).toHaveLength(6);
  });
});
