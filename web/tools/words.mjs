/** Writes src/words/keys.ts from src/words/fr/: every sentence the app can say, and the values it needs to say it. */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { describe, writeKeys } from "./fluent.mjs";

const words = new URL("../src/words/", import.meta.url);
const files = readdirSync(new URL("fr/", words), { recursive: true }).filter((name) => name.endsWith(".ftl"));
const sources = files.map((name) => readFileSync(new URL(`fr/${name}`, words), "utf8"));
writeFileSync(new URL("keys.ts", words), writeKeys(describe(sources)));
