import { describe, expect, it } from "vitest";
import { isEmail, isStrong, readCode, readKitWords, waysBack } from "./rules";

describe("at the door", () => {
  it("an address has a name, a host and a dot", () => {
    expect([" a@b.fr ", "camille.tilleul@exemple.fr"].every(isEmail)).toBe(true);
    expect(["a@b", "a b@c.fr", "@b.fr", ""].some(isEmail)).toBe(false);
  });

  it("a code is six digits, however they were grouped", () => {
    expect(readCode("123 456")).toBe("123456");
    expect(readCode("123-456")).toBe("123456");
    expect(readCode("12345")).toBeUndefined();
    expect(readCode("12345a")).toBeUndefined();
  });

  it("a passphrase is strong by several words, not by ornaments on one", () => {
    expect(isStrong("menhir abyssal gorille symétrie cuisine annuel")).toBe(true);
    for (const weak of ["password", "Azerty123!", "aaaaaaaaaaaaaaaaaaaaaaaaa", "mot mot mot mot mot mot", "1234567890123456"]) expect(isStrong(weak)).toBe(false);
  });

  it("what belongs to the address adds nothing", () => {
    expect(isStrong("camille tilleul camille tilleul exemple", ["camille", "tilleul", "exemple"])).toBe(false);
  });

  it("words from paper come without their numbers", () => {
    expect(readKitWords("1. Doyen, 2. cimenter\n3. MAJORER")).toEqual(["doyen", "cimenter", "majorer"]);
  });

  it("the way back is what opens without the passphrase, elsewhere, and was tried", () => {
    const way = { name: "", locator: "", added: "2026-01-05", here: false } as const;
    const back = [{ ...way, kind: "kit" }, { ...way, kind: "passkey" }, { ...way, kind: "browser", used: "2026-01-06" }] as const;
    const others = [{ ...way, kind: "passphrase" }, { ...way, kind: "browser" }, { ...way, kind: "browser", used: "2026-01-06", here: true }] as const;
    expect(waysBack([...others, ...back])).toEqual(back);
  });
});
