import { describe, expect, it } from "vitest";
import { grouped, isEmail, isSamePassphrase, isStrong, readCode, readKitWords } from "./rules";

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

  it("a passphrase typed back is the same, however it was spaced", () => {
    expect(isSamePassphrase(" menhir  abyssal\tgorille ", "menhir abyssal gorille")).toBe(true);
    expect(isSamePassphrase("menhir abyssal gorilles", "menhir abyssal gorille")).toBe(false);
    expect(isSamePassphrase("", "menhir")).toBe(false);
  });

  it("what belongs to the address adds nothing", () => {
    expect(isStrong("camille tilleul camille tilleul exemple", ["camille", "tilleul", "exemple"])).toBe(false);
  });

  it("words from paper come without their numbers", () => {
    expect(readKitWords("1. Doyen, 2. cimenter\n3. MAJORER")).toEqual(["doyen", "cimenter", "majorer"]);
  });
});

describe("a key to copy by hand", () => {
  it("keeps its name whole and loses nothing", () => {
    const key = `AGE-SECRET-KEY-1${"QPZRY9X8".repeat(7)}GF`;
    expect(grouped(key).slice(0, 2)).toEqual(["AGE-SECRET-KEY-1", "QPZRY9X8"]);
    expect(grouped(key).join("")).toBe(key);
    expect(grouped("")).toEqual([]);
  });
});
