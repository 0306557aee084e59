/** The vectors that both languages run: what Python accepts or refuses, this code accepts or refuses alike. */
import { describe, expect, it } from "vitest";
import type { Json } from "./encoding";
import { Given, operations } from "./vectors.operations";

interface Vector {
  area: string;
  case: string;
  operation: string;
  input: Readonly<Record<string, Json>>;
  expect: string;
  output?: Json;
}

/** Marked *server* in vectors/README.md: only Python has them. */
const ofTheServer: ReadonlySet<string> = new Set(["evaluate", "verify_read", "open_contact", "open_custodian_share", "verify_request", "verify_takeover"]);

const files = import.meta.glob<Vector>("../../../protocol/vectors/*/*.json", { import: "default", eager: true });
const vectors = Object.entries(files);
const ours = vectors.filter(([, { operation }]) => !ofTheServer.has(operation));
const nameOf = (path: string) => path.split("/").slice(-2).join("/").replace(".json", "");

describe("the vectors", () => {
  it("are here, and most are refusals", () => {
    expect(vectors.length).toBeGreaterThan(300);
    expect(vectors.filter(([, vector]) => vector.expect !== "accepted").length).toBeGreaterThan(vectors.length / 2);
  });

  it("name an operation that this runner has, and it has no other", () => {
    expect(new Set(ours.map(([, { operation }]) => operation))).toEqual(new Set(Object.keys(operations)));
  });

  it.each(vectors.map(([path, vector]) => [nameOf(path), vector] as const))("%s says which scenario it is", (name, vector) => {
    expect(`${vector.area}/${vector.case}`).toBe(name);
    expect("output" in vector).toBe(vector.expect === "accepted");
  });
});

describe("every vector comes out as written", () => {
  it.each(ours.map(([path, vector]) => [nameOf(path), vector] as const))("%s", async (_, { operation, input, expect: expected, output }) => {
    const run = async () => operations[operation]?.(new Given(input));
    if (expected === "accepted") expect(await run()).toEqual(output);
    else await expect(run()).rejects.toThrow(expect.objectContaining({ name: "Refusal", code: expected }));
  });
});
