import { describe, expect, it } from "vitest";
import { b64, type Bytes, fromB64, fromHex, hex } from "./encoding";
import { blind, checkElement, finalize, normalizePassphrase, stretch } from "./hardening";
import { random } from "./primitives";
import { checkToken, finishToken, type IssuerKey, publicKeyInfo, requestToken } from "./tokens";

const refused = (code: string) => expect.objectContaining({ code });
const issuer = "Serment";

/** An issuer for the test alone: textbook RSA with the private exponent of a fresh key. */
async function newIssuer() {
  const algorithm = { name: "RSA-PSS", hash: "SHA-384", modulusLength: 2048, publicExponent: Uint8Array.of(1, 0, 1) };
  const pair = await crypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
  const jwk = await crypto.subtle.exportKey("jwk", pair.privateKey);
  const [n, d] = [jwk.n, jwk.d].map((digits) => BigInt(`0x${hex(fromB64(digits ?? ""))}`)) as [bigint, bigint];
  const sign = (blinded: Bytes): Bytes => {
    let [result, base, exponent] = [1n, BigInt(`0x${hex(blinded)}`), d];
    for (; exponent > 0n; exponent >>= 1n) {
      if (exponent & 1n) result = (result * base) % n;
      base = (base * base) % n;
    }
    return fromHex(result.toString(16).padStart(512, "0"));
  };
  return { modulus: fromB64(jwk.n ?? ""), sign };
}

describe("a token", () => {
  it("fetched blind is accepted once unblinded, for its purpose and in its time", async () => {
    const { modulus, sign } = await newIssuer();
    const key: IssuerKey = { v: 1, type: "issuer_key", purpose: "booking", modulus: b64(modulus), issue_from: "2026-01-01T00:00:00Z", issue_until: "2026-01-08T00:00:00Z", redeem_until: "2026-02-05T00:00:00Z" };
    const request = await requestToken(issuer, "booking", modulus);
    const token = await finishToken(request, modulus, sign(request.blinded));
    const now = "2026-01-10T00:00:00Z";
    expect(token).toHaveLength(354);
    await checkToken(token, issuer, "booking", [key], now);
    await expect(checkToken(token, issuer, "opening", [key], now)).rejects.toThrow(refused("token_wrong_purpose"));
    await expect(checkToken(token, "another", "booking", [key], now)).rejects.toThrow(refused("token_wrong_purpose"));
    await expect(checkToken(token, issuer, "booking", [], now)).rejects.toThrow(refused("token_key_unknown"));
    await expect(checkToken(token, issuer, "booking", [key], key.redeem_until)).rejects.toThrow(refused("token_expired"));
    await expect(checkToken(token.with(5, (token[5] ?? 0) ^ 1), issuer, "booking", [key], now)).rejects.toThrow(refused("token_forged"));
    await expect(finishToken(request, modulus, random(256).with(0, 0))).rejects.toThrow(refused("token_forged"));
  });

  it("names its key as RFC 9578 section 8.2 does", () => {
    expect(hex(publicKeyInfo(new Uint8Array(256))).slice(0, 134)).toBe(
      "30820152303d06092a864886f70d01010a3030a00d300b0609608648016503040202a11a301806092a864886f70d010108300b0609608648016503040202a203020130",
    );
  });
});

describe("hardening", () => {
  // RFC 9497 appendix A.1.1, first vector.
  const input = fromHex("00");
  const blindScalar = fromHex("64d37aed22a27f5191de1c1d69fadb899d8862b58eb4220029e036ec4c1f6706");
  const evaluated = fromHex("7ec6578ae5120958eb2db1745758ff379e77cb64fe77b0b2d8cc917ea0869c7e");
  const output = "527759c3d9366f277d8c6020418d96bb393ba2afb20ff90df23fb7708264e2f3ab9135e3bd69955851de4b1f9fe8a0973396719b7912ba9ee8aa7d0b5e24bcf6";

  it("finishes the OPRF as RFC 9497 does", async () => {
    expect(hex(await finalize(input, blindScalar, evaluated))).toBe(output);
  });

  it("refuses the identity and what is no element", async () => {
    await expect(checkElement(new Uint8Array(32))).rejects.toThrow(refused("bad_element"));
    await expect(checkElement(new Uint8Array(32).fill(255))).rejects.toThrow(refused("bad_element"));
    await expect(checkElement(new Uint8Array(31))).rejects.toThrow(refused("bad_element"));
    await checkElement((await blind(random(32))).blinded);
  });

  it("stretches the same words alike however they were typed", async () => {
    const cheap = { memory: 64, passes: 1 };
    const salt = random(16);
    expect(normalizePassphrase("  cafe\u0301\u00a0 noir ")).toBe("café noir");
    expect(await stretch("café noir", salt, cheap)).toEqual(await stretch(" cafe\u0301  noir", salt, cheap));
  });
});
