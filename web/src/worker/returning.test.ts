import { describe, expect, it } from "vitest";
import type { IssuerKey } from "../protocol/tokens";
import { keyFor } from "./returning";

function week(from: string, until: string, purpose: "booking" | "opening" = "booking"): IssuerKey {
  return { v: 1, type: "issuer_key", purpose, modulus: "", issue_from: `${from}T00:00:00Z`, issue_until: `${until}T00:00:00Z`, redeem_until: "2026-05-01T00:00:00Z" };
}

const [before, now, next] = [week("2026-03-02", "2026-03-09"), week("2026-03-09", "2026-03-16"), week("2026-03-16", "2026-03-23")];
const keys = [next, week("2026-03-09", "2026-03-16", "opening"), before, now];

describe("the key of a right that comes back", () => {
  it("is this week's", () => {
    expect(keyFor(keys, new Date("2026-03-11T10:00:00Z"))).toBe(now);
  });

  it("is next week's on the last day", () => {
    expect(keyFor(keys, new Date("2026-03-15T10:00:00Z"))).toBe(next);
  });

  it("is none where none will issue", () => {
    expect(keyFor([before], new Date("2026-03-11T10:00:00Z"))).toBeUndefined();
  });
});
