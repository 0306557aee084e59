import { describe, expect, it } from "vitest";
import { base64, b64, type Bytes, canonical, concat, hex, utf8 } from "./encoding";
import { leafHash } from "./merkle";
import { ed25519Sign, random, sha256, signPublic } from "./primitives";
import { type Bundle, checkGrowth, checkInclusion, openCheckpoint, readEntry, readLogKey } from "./transparency";

const refused = (code: string) => expect.objectContaining({ code });
const origin = "log.serment.example";

async function log() {
  const seed = random(32);
  const typed = concat(Uint8Array.of(1), await signPublic(seed));
  const keyId = sha256(concat(utf8(`${origin}\n`), typed)).slice(0, 4);
  const note = async (size: number, root: Bytes, named = origin): Promise<string> => {
    const body = `${named}\n${size}\n${base64(root)}\n`;
    return `${body}\n\u2014 ${origin} ${base64(concat(keyId, await ed25519Sign(seed, utf8(body))))}\n`;
  };
  return { key: readLogKey(`${origin}+${hex(keyId)}+${base64(typed)}`), note, typed };
}

describe("a checkpoint", () => {
  it("is believed under the log's key, also beside another's signature", async () => {
    const { key, note } = await log();
    const root = random(32);
    const text = await note(7, root);
    expect(await openCheckpoint(text, origin, key)).toEqual({ origin, size: 7, root });
    const witnessed = `${text}\u2014 witness.example ${base64(random(76))}\n`;
    expect((await openCheckpoint(witnessed, origin, key)).size).toBe(7);
  });

  it("is refused when changed, unsigned, of another log or of another form", async () => {
    const { key, note } = await log();
    const good = await note(7, random(32));
    const bad = [good.replace("\n7\n", "\n8\n"), good.split("\n\n")[0] ?? "", await note(7, random(32), "another"), await note(7, random(31)), good.trimEnd(), await (await log()).note(7, random(32))];
    for (const text of bad) await expect(openCheckpoint(text, origin, key)).rejects.toThrow(refused("checkpoint_forged"));
  });

  it("names its key in full", async () => {
    const { typed } = await log();
    expect(() => readLogKey(`${origin}+00000000+${base64(typed)}`)).toThrow(refused("bad_structure"));
    expect(() => readLogKey("nonsense")).toThrow(refused("bad_structure"));
  });
});

describe("a bundle", () => {
  const entry = canonical({ kind: "epoch", body: b64(random(10)), signature: b64(random(64)) });
  const other = random(32);
  const root = sha256(concat(Uint8Array.of(1), leafHash(entry), other));
  const bundle: Bundle = { entry: b64(entry), index: 0, proof: [b64(other)], checkpoint: "" };
  const checkpoint = { origin, size: 2, root };

  it("is believed when its leaf is in the tree", () => {
    checkInclusion(bundle, checkpoint);
    expect(readEntry(bundle, "epoch").body).toHaveLength(14);
  });

  it("is refused when it is not, or when it holds another kind", () => {
    expect(() => checkInclusion({ ...bundle, index: 1 }, checkpoint)).toThrow(refused("not_in_log"));
    expect(() => checkInclusion({ ...bundle, proof: [] }, checkpoint)).toThrow(refused("not_in_log"));
    expect(() => readEntry(bundle, "practice_root")).toThrow(refused("bad_structure"));
  });

  it("comes from a log that only grows", () => {
    expect(() => checkGrowth(checkpoint, { ...checkpoint, size: 1 }, [])).toThrow(refused("log_rolled_back"));
    expect(() => checkGrowth(checkpoint, { ...checkpoint, root: random(32) }, [])).toThrow(refused("log_forked"));
    expect(() => checkGrowth(checkpoint, { ...checkpoint, size: 3 }, [])).toThrow(refused("log_forked"));
  });
});
