/** Whatever bytes arrive, a reader answers or refuses, and does nothing else: the vectors with something changed on the way. */
import { describe, expect, it } from "vitest";
import { b64, type Bytes, concat, fromB64, type Json } from "./encoding";
import { Given, operations } from "./vectors.operations";

type Values = Record<string, Json>;
type Place = readonly (string | number)[];

interface Vector {
  operation: string;
  input: Values;
}

/** What comes from elsewhere. The rest is the reader's own: its keys, and what it asked for. */
const arriving: ReadonlySet<string> = new Set(
  (
    "answer blob body checkpoint data element entry envelope evaluated link locked mac manage manifest note offer other padded " +
    "proof public sealed sealed_root self_copy share shares signature text ticket token typed verifier wrap"
  ).split(" "),
);
const rounds = 12;

const files = import.meta.glob<Vector>("../../../protocol/vectors/*/*.json", { import: "default", eager: true });
const vectors = Object.entries(files).filter(([, { operation }]) => operation in operations);

/** The same numbers at every run (xorshift, Marsaglia 2003), so that what fails once fails again. */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}

function* places(value: Json, place: Place = [], name = ""): Generator<Place> {
  if (typeof value === "string" && arriving.has(name)) yield place;
  if (Array.isArray(value)) for (const [index, inner] of value.entries()) yield* places(inner, [...place, index], name);
  else if (typeof value === "object") for (const [key, inner] of Object.entries(value)) yield* places(inner as Json, [...place, key], key);
}

function change(text: string, draw: (below: number) => number): string {
  const instead = Uint8Array.from({ length: draw(20) }, () => draw(256));
  let data: Bytes;
  try {
    data = fromB64(text);
  } catch {
    const at = draw(text.length + 1);
    return text.slice(0, at) + String.fromCharCode(...instead) + text.slice(at + draw(20));
  }
  const at = draw(data.length + 1);
  return b64(concat(data.slice(0, at), instead, data.slice(at + draw(20))));
}

function withChange(value: Json, [key, ...rest]: Place, draw: (below: number) => number): Json {
  if (key === undefined) return change(value as string, draw);
  const found = structuredClone(value) as Record<string | number, Json>;
  found[key] = withChange(found[key] as Json, rest, draw);
  return found as Json;
}

describe("what was changed on the way is answered or refused", () => {
  it.each(vectors.map(([path, vector], index) => [path.split("/").slice(-2).join("/"), vector, index] as const))("%s", async (_, vector, index) => {
    const found = [...places(vector.input)];
    const draw = numbers(index + 1);
    for (let round = 0; found.length > 0 && round < rounds; round++) {
      const input = withChange(vector.input, found[draw(found.length)] ?? [], draw) as Values;
      try {
        await operations[vector.operation]?.(new Given(input));
      } catch (error) {
        expect(error).toHaveProperty("name", "Refusal");
      }
    }
  });
});
