/** Reads which messages a Fluent file holds and which variables each one needs, terms and references followed. */
import { FluentResource } from "@fluent/bundle";

/** @param {string} source @returns {Map<string, Set<string>>} */
export function describe(source) {
  const entries = new Map(new FluentResource(source).body.map((entry) => [entry.id, entry]));
  const words = new Map();
  for (const [id, entry] of entries) {
    if (!id.startsWith("-")) words.set(id, variablesOf(entry, entries));
  }
  return words;
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
