/** The two languages say the same things with the same values, keys.ts is fresh, and nothing is said nowhere. */
import { FluentResource } from "@fluent/bundle";
import { expect, test } from "vitest";
import { describe, writeKeys } from "../../tools/fluent.mjs";
import { languages } from "./words.svelte";

const french = import.meta.glob<string>("./fr/**/*.ftl", { query: "?raw", import: "default", eager: true });
const english = import.meta.glob<string>("./en/**/*.ftl", { query: "?raw", import: "default", eager: true });
const keys = import.meta.glob<string>("./keys.ts", { query: "?raw", import: "default", eager: true })["./keys.ts"];
const code = import.meta.glob<string>(["../**/*.{ts,svelte}", "!../words/keys.ts", "!../**/*.test.ts"], { query: "?raw", import: "default", eager: true });
const words = { fr: describe(Object.values(french)), en: describe(Object.values(english)) };

test("both languages have the same files", () => {
  const names = [french, english].map((files) => Object.keys(files).map((path) => path.slice("./fr/".length)));
  expect(names[1]).toEqual(names[0]);
});

test("both languages have the same keys, and every key the same variables", () => {
  const described = languages.map((one) => Object.fromEntries([...words[one]].map(([key, needed]) => [key, [...needed].sort()])));
  expect(described[1]).toEqual(described[0]);
});

test("keys.ts is what npm run words writes", () => {
  expect(keys).toBe(writeKeys(words.fr));
});

test.each(Object.entries({ ...french, ...english }))("%s reads as Fluent, without a line lost or a key said twice", (_, source) => {
  const written = [...source.matchAll(/^(-?[a-z][a-z0-9-]*) *=/gm)].map(([, key]) => key);
  expect(new FluentResource(source).body.map((entry) => entry.id)).toEqual(written);
  expect(new Set(written).size).toBe(written.length);
});

test("no key stands in two files", () => {
  const all = Object.values(french).flatMap((source) => new FluentResource(source).body.map((entry) => entry.id));
  expect(all.filter((id, index) => all.indexOf(id) !== index)).toEqual([]);
});

test("every key is said somewhere", () => {
  const text = Object.values(code).join("\n");
  const prefixes = [...text.matchAll(/sentenceFor\("([a-z-]+)"/g)].map(([, prefix]) => `${prefix}-`);
  const silent = [...words.fr.keys()].filter((key) => !text.includes(`"${key}"`) && !prefixes.some((prefix) => key.startsWith(prefix)));
  expect(silent).toEqual([]);
});
