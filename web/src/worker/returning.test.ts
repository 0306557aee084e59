import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { b64, type Bytes, fromB64, utf8 } from "../protocol/encoding";
import { random } from "../protocol/primitives";
import type { IssuerKey } from "../protocol/tokens";
import { apart, type Custodian } from "./custodian";
import type { World } from "./installation";
import { keyFor, Returns } from "./returning";

const shelf = vi.hoisted(() => ({ kept: new Map<string, unknown>(), tokens: [] as unknown[] }));

/** Vitest runs where no browser keeps anything. */
vi.mock("./shelf", () => ({
  read: async (key: string) => shelf.kept.get(key),
  write: async (key: string, value: unknown) => void shelf.kept.set(key, structuredClone(value)),
  add: async (_name: string, values: readonly unknown[]) => void shelf.tokens.push(...values),
}));

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

/** A custodian that signs blindly, as it does, and whether anybody spoke to it in a session just now. */
class Signer {
  modulus = "";
  #n = 0n;
  #d = 0n;
  published: readonly IssuerKey[] = [];
  isQuiet = true;
  signed = 0;
  last = "";

  async draw(): Promise<void> {
    const algorithm = { name: "RSA-PSS", modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]), hash: "SHA-384" };
    const { privateKey } = await crypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
    const { n = "", d = "" } = await crypto.subtle.exportKey("jwk", privateKey);
    [this.modulus, this.#n, this.#d] = [b64(fromB64(n)), numberOf(fromB64(n)), numberOf(fromB64(d))];
  }

  async issuerKeys(): Promise<readonly IssuerKey[]> {
    return this.published;
  }

  async signReturn(due: { body: string }): Promise<Bytes> {
    this.signed += 1;
    const { blinded } = JSON.parse(new TextDecoder().decode(fromB64(due.body))) as { blinded: string };
    return bytesOf(power(numberOf(fromB64(blinded)), this.#d, this.#n));
  }
}

function numberOf(bytes: Bytes): bigint {
  return BigInt(`0x${[...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("")}`);
}

function bytesOf(number: bigint): Bytes {
  const digits = number.toString(16).padStart(512, "0");
  return Uint8Array.from({ length: 256 }, (_, place) => parseInt(digits.slice(2 * place, 2 * place + 2), 16));
}

function power(base: bigint, exponent: bigint, modulus: bigint): bigint {
  let [result, square] = [1n, base];
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = (result * square) % modulus;
    square = (square * square) % modulus;
  }
  return result;
}

describe("a right that comes back", () => {
  const signer = new Signer();
  const seed = b64(random(32));
  const world = { name: "Serment", platform: { url: "https://platform.example" } } as World;
  let asked: string[];

  beforeAll(async () => signer.draw());

  beforeEach(() => {
    vi.useFakeTimers({ now: Date.parse("2026-03-11T10:00:00Z"), toFake: ["Date", "setTimeout", "clearTimeout"] });
    shelf.kept.clear();
    shelf.tokens.length = 0;
    Object.assign(signer, { published: [{ ...now, modulus: signer.modulus }], isQuiet: true, signed: 0 });
    asked = [];
    // The platform says what is due to the first question, and to the same again.
    vi.stubGlobal("fetch", async (_url: string, init: RequestInit) => {
      const body = String(init.body);
      asked.push(body);
      if (body !== asked[0]) return Response.json({ code: "right_not_due" }, { status: 409 });
      return Response.json({ due: { body: b64(utf8(body)), signature: b64(random(64)) } });
    });
  });

  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  function session(): Returns {
    return new Returns(world, signer as unknown as Custodian);
  }

  it("is asked of the custodian at an hour of its own, and not beside a session", async () => {
    await session().ask([seed]);
    await vi.advanceTimersByTimeAsync(apart - 1);
    expect(signer.signed).toBe(0);
    signer.isQuiet = false;
    await vi.advanceTimersByTimeAsync(7_200_000);
    expect(signer.signed).toBe(0);
    signer.isQuiet = true;
    await vi.advanceTimersByTimeAsync(7_200_000);
    await vi.waitFor(() => expect(shelf.tokens).toHaveLength(1));
    expect(signer.signed).toBe(1);
  });

  it("is not lost where the tab was closed, and the visit is over by now", async () => {
    const closed = session();
    await closed.ask([seed]);
    closed.stop();
    await vi.advanceTimersByTimeAsync(7_200_000);
    expect(signer.signed).toBe(0);
    const later = session();
    await later.ask([], [seed]);
    await later.claim();
    expect([asked.length, shelf.tokens.length]).toEqual([1, 1]);
  });

  it("is asked for again under the key of the first time, though its last day has come", async () => {
    const answering = globalThis.fetch;
    // The platform was told, and its answer is lost.
    vi.stubGlobal("fetch", async (url: string, init: RequestInit) => {
      await answering(url, init);
      return Response.json({ code: "unexpected" }, { status: 502 });
    });
    await session().ask([seed]);
    vi.stubGlobal("fetch", answering);
    vi.setSystemTime(Date.parse("2026-03-15T22:00:00Z"));
    const another = new Signer();
    await another.draw();
    signer.published = [...signer.published, { ...next, modulus: another.modulus }];
    const later = session();
    await later.ask([seed]);
    await later.claim();
    expect(new Set(asked).size).toBe(1);
    expect(shelf.tokens).toHaveLength(1);
    expect(shelf.kept.get("returning")).toEqual({});
  });
});
