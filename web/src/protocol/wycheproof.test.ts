/** What libraries have got wrong before: the vectors of Wycheproof, against the primitives as SPEC uses them. */
import { beforeAll, describe, expect, it } from "vitest";
import { type Bytes, concat, equal, fromHex, utf8 } from "./encoding";
import { decrypt, ed25519Verify, encrypt, hmac, pssVerify } from "./primitives";
import { hpkeOpen, hpkeSeal, sealPublic, usePortableEngine } from "./xwing";

interface Vector {
  id: number;
  result: "valid" | "invalid";
  [field: string]: string | number;
}

interface File {
  modulus?: string;
  tests: Vector[];
}

const files = import.meta.glob<File>("../../../protocol/wycheproof/*.json", { import: "default", eager: true });

function read(name: string): File {
  const file = files[`../../../protocol/wycheproof/${name}.json`];
  if (file === undefined) throw new Error(`there are no vectors ${name}`);
  return file;
}

function raw(vector: Vector, field: string): Bytes {
  return fromHex(String(vector[field]));
}

/** Whether a check passes; what it refuses, it refuses by a code. */
async function isTaken(check: Promise<void>): Promise<boolean> {
  return check.then(
    () => true,
    (error: unknown) => {
      expect(error).toHaveProperty("code", "bad_signature");
      return false;
    },
  );
}

describe("Ed25519", () => {
  it.each(read("ed25519").tests)("$id: $comment", async (vector) => {
    const taken = await isTaken(ed25519Verify(raw(vector, "public"), raw(vector, "message"), raw(vector, "signature")));
    expect(taken).toBe(vector.result === "valid");
  });
});

describe("AES-256-GCM", () => {
  it.each(read("aes_256_gcm").tests)("$id: $comment", async (vector) => {
    const [key, nonce, additional, plain] = [raw(vector, "key"), raw(vector, "nonce"), raw(vector, "additional"), raw(vector, "plain")];
    const sealed = concat(nonce, raw(vector, "sealed"));
    if (vector.result === "valid") {
      expect(await encrypt(key, plain, additional, nonce)).toEqual(sealed);
      expect(await decrypt(key, sealed, additional)).toEqual(plain);
    } else {
      await expect(decrypt(key, sealed, additional)).rejects.toThrow("cannot_open");
    }
  });
});

describe("HMAC-SHA256", () => {
  it.each(read("hmac_sha256").tests)("$id: $comment", (vector) => {
    expect(equal(hmac(raw(vector, "key"), raw(vector, "message")), raw(vector, "mac"))).toBe(vector.result === "valid");
  });
});

describe("RSASSA-PSS with SHA-384", () => {
  const { modulus = "", tests } = read("rsa_pss_sha384");
  it.each(tests)("$id: $comment", async (vector) => {
    const taken = await isTaken(pssVerify(fromHex(modulus), raw(vector, "message"), raw(vector, "signature"), "bad_signature"));
    expect(taken).toBe(vector.result === "valid");
  });
});

const seed = new Uint8Array(32);
const curveAt = 1184;
const info = utf8("info");
const plain = utf8("plain");

describe.each([{ engine: "as found" }, { engine: "portable" }])("X-Wing, $engine", ({ engine }) => {
  let own: Bytes;
  beforeAll(async () => {
    if (engine === "portable") usePortableEngine();
    own = await sealPublic(seed);
  });

  it.each(read("ml_kem_768_keys").tests)("seals nothing to a key beyond the field: $id", async (vector) => {
    await expect(hpkeSeal(concat(raw(vector, "public"), own.slice(curveAt)), info, plain)).rejects.toThrow("bad_structure");
  });

  it.each(read("x25519_low_order").tests)("seals nothing to a point of low order: $id", async (vector) => {
    await expect(hpkeSeal(concat(own.slice(0, curveAt), raw(vector, "public")), info, plain)).rejects.toThrow("bad_structure");
  });

  it.each(read("x25519_low_order").tests)("opens nothing that came by a point of low order: $id", async (vector) => {
    const { encapsulated, ciphertext } = await hpkeSeal(own, info, plain);
    const changed = concat(new Uint8Array(encapsulated).slice(0, 1088), raw(vector, "public"));
    await expect(hpkeOpen(seed, info, { encapsulated: changed, ciphertext })).rejects.toThrow("cannot_open");
  });
});
