/**
 * What others have published about X-Wing and HPKE with it: keys of seeds (draft-connolly-cfrg-xwing-kem), and a message
 * (draft-ietf-hpke-pq). The message is under ChaCha20-Poly1305; with AES-256-GCM, which SPEC uses, nobody has published one.
 */
import { AEAD_ChaCha20Poly1305, KEM_MLKEM768_X25519 } from "@panva/hpke-noble";
import { CipherSuite, KDF_HKDF_SHA256 } from "hpke";
import { describe, expect, it } from "vitest";
import { fromHex, hex } from "./encoding";
import { sealPublic } from "./xwing";

const [keys] = Object.values(import.meta.glob<{ tests: { seed: string; public: string }[] }>("../../../protocol/published/x_wing.json", { import: "default", eager: true }));
const [message] = Object.values(import.meta.glob<Record<string, string>>("../../../protocol/published/hpke_x_wing.json", { import: "default", eager: true }));

describe("X-Wing as published", () => {
  it.each(keys?.tests ?? [])("gives the key of the seed $seed", async ({ seed, public: expected }) => {
    expect(hex(await sealPublic(fromHex(seed)))).toBe(expected);
  });

  it("opens a message", async () => {
    const raw = (name: string) => fromHex(message?.[name] ?? "");
    const suite = new CipherSuite(KEM_MLKEM768_X25519, KDF_HKDF_SHA256, AEAD_ChaCha20Poly1305);
    const key = await suite.DeserializePrivateKey(raw("seed"));
    const plain = await suite.Open(key, raw("encapsulated"), raw("ciphertext"), { info: raw("info"), aad: raw("additional") });
    expect(hex(new Uint8Array(plain))).toBe(message?.plain);
  });
});
