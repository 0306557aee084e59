/** Reads the Fluent files of a language: which messages they hold, and which variables each one needs. */
import { FluentResource } from "@fluent/bundle";

/** Terms and references are followed across the files. @param {readonly string[]} sources @returns {Map<string, Set<string>>} */
export function describe(sources) {
  const entries = new Map(new FluentResource(sources.join("\n")).body.map((entry) => [entry.id, entry]));
  const words = new Map();
  for (const [id, entry] of entries) {
    if (!id.startsWith("-")) words.set(id, variablesOf(entry, entries));
  }
  return words;
}

/** The text of src/words/keys.ts. @param {Map<string, Set<string>>} words @returns {string} */
export function writeKeys(words) {
  const lines = [...words].sort(([one], [other]) => (one < other ? -1 : 1)).map(([key, variables]) => {
    const names = [...variables].sort().map((name) => JSON.stringify(name)).join(" | ");
    return `  ${JSON.stringify(key)}: ${names || "never"};\n`;
  });
  return `/** Written by \`npm run words\` from fr/; words.test.ts fails when it is stale. */\nexport interface Words {\n${lines.join("")}}\n`;
}

function variablesOf(node, entries, found = new Set()) {
  if (Array.isArray(node)) for (const item of node) variablesOf(item, entries, found);
  else if (node !== null && typeof node === "object") {
    if (node.type === "var") found.add(node.name);
    if (node.type === "mesg") variablesOf(entries.get(node.name), entries, found);
    for (const [key, value] of Object.entries(node)) if (key !== "id") variablesOf(value, entries, found);
  }
  return found;
}
