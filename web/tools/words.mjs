/** Writes src/words/keys.ts from fr.ftl: every sentence the app can say, and the values it needs to say it. */
import { readFileSync, writeFileSync } from "node:fs";
import { describe } from "./fluent.mjs";

const words = describe(readFileSync(new URL("../src/words/fr.ftl", import.meta.url), "utf8"));
const lines = [...words].map(([key, variables]) => {
  const names = [...variables].map((name) => JSON.stringify(name)).join(" | ");
  return `  ${JSON.stringify(key)}: ${names || "never"};`;
});
const text = `/** Written by \`npm run words\` from fr.ftl; words.test.ts fails when it is stale. */
export interface Words {
${lines.join("\n")}
}
`;
writeFileSync(new URL("../src/words/keys.ts", import.meta.url), text);
