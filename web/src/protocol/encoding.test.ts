import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { b64, canonical, fromB64, type Json, parse, utf8 } from "./encoding";

const refused = (code: string) => expect.objectContaining({ code });

describe("canonical bytes", () => {
  const key = fc.stringMatching(/^[a-z][a-z0-9_]{0,8}$/);
  const { value } = fc.letrec<{ value: Json }>((tie) => ({
    value: fc.oneof(
      { depthSize: "small" },
      fc.string({ unit: "binary" }),
      fc.maxSafeInteger(),
      fc.boolean(),
      fc.array(tie("value")),
      fc.dictionary(key, tie("value")),
    ),
  }));

  it("are read back as written", () => {
    fc.assert(fc.property(value, (anything) => void expect(parse(canonical(anything))).toEqual(anything)));
  });

  it.each([
    '{"b":1,"a":2}',
    '{"a":1,"a":1}',
    '{"a": 1}',
    '{"a":1.0}',
    '{"a":1e2}',
    '{"a":-0}',
    '{"a":null}',
    '{"A":1}',
    '{"a":9007199254740992}',
    '{"a":0.5}',
    '"\\ud800"',
    '"\\u0041"',
    "\ufeff1",
    "{",
    "1 ",
  ])("refuse %s", (spelling) => {
    expect(() => parse(utf8(spelling))).toThrow(refused("not_canonical"));
  });

  it("refuse what is nested deeper than the stack, as a stranger's envelope may be", () => {
    expect(() => parse(utf8("[".repeat(16_000) + "]".repeat(16_000)))).toThrow(refused("not_canonical"));
  });

  it("refuse bytes that are no UTF-8", () => {
    expect(() => parse(Uint8Array.of(0x22, 0xff, 0x22))).toThrow(refused("not_canonical"));
  });
});

describe("base64url", () => {
  it("is read back as written", () => {
    fc.assert(fc.property(fc.uint8Array(), (bytes) => void expect(fromB64(b64(bytes))).toEqual(new Uint8Array(bytes))));
  });

  it.each(["A", "AB==", "AB=", "A+", "A/", "AA\n", "AB"])("refuses %j", (spelling) => {
    expect(() => fromB64(spelling)).toThrow(refused("bad_base64"));
  });
});
