/** What the app says, in the reader's language. Values arrive already formatted: dates and numbers are made in dates.ts. */
import { FluentBundle, FluentResource } from "@fluent/bundle";
import type { Words } from "./keys";

export type Language = "fr" | "en";
export type WordKey = keyof Words;
/** A sentence that needs no values. */
export type PlainKey = { [K in WordKey]: [Words[K]] extends [never] ? K : never }[WordKey];
export type Values<K extends WordKey> = [Words[K]] extends [never] ? [] : [Record<Words[K], string | number>];

export const languages: readonly Language[] = ["fr", "en"];

const sources: Record<Language, Record<string, () => Promise<string>>> = {
  fr: import.meta.glob<string>("./fr/*.ftl", { query: "?raw", import: "default" }),
  en: import.meta.glob<string>("./en/*.ftl", { query: "?raw", import: "default" }),
};

/** What only the operator's staff reads: loaded when the console is, and never before. */
const parts: Record<Language, Record<string, () => Promise<string>>> = {
  fr: import.meta.glob<string>("./fr/*/*.ftl", { query: "?raw", import: "default" }),
  en: import.meta.glob<string>("./en/*/*.ftl", { query: "?raw", import: "default" }),
};

const remembered = "serment.language";
const learned = new Set<string>();

let language = $state<Language>("fr");
let bundle = $state.raw<FluentBundle>();

/** Says one sentence. `t("undo")`, `t("way-added", { date })`: keys and values are checked by the compiler. */
export function t<K extends WordKey>(key: K, ...values: Values<K>): string {
  const message = bundle?.getMessage(key);
  if (bundle === undefined || !message?.value) return key;
  return bundle.formatPattern(message.value, values[0] ?? null);
}

/** Says the sentence for a code that a server sent, or nothing if we do not know that code. */
export function sentenceFor(prefix: string, code: string): string | undefined {
  const message = bundle?.getMessage(`${prefix}-${code.replaceAll("_", "-")}`);
  return message?.value ? bundle?.formatPattern(message.value, null) : undefined;
}

export function currentLanguage(): Language {
  return language;
}

export async function speak(next: Language): Promise<void> {
  const more = Object.entries(parts[next]).filter(([path]) => [...learned].some((part) => path.includes(`/${part}/`)));
  const loads = [...Object.values(sources[next]), ...more.map(([, load]) => load)];
  const read = await Promise.all(loads.map((load) => load()));
  const fresh = new FluentBundle(locale(next), { useIsolating: false });
  for (const source of read) fresh.addResource(new FluentResource(source));
  bundle = fresh;
  language = next;
  document.documentElement.lang = next;
}

/** Learns the words of a part, in this language and from then on in every other. */
export async function learn(part: "console"): Promise<void> {
  if (learned.has(part)) return;
  learned.add(part);
  await speak(language);
}

export async function chooseLanguage(next: Language): Promise<void> {
  localStorage.setItem(remembered, next);
  await speak(next);
}

/** The language chosen before, else the reader's first one that we speak, else French. */
export function preferredLanguage(): Language {
  const wanted = [localStorage.getItem(remembered), ...navigator.languages.map((tag) => tag.slice(0, 2))];
  return languages.find((one) => one === wanted.find((tag) => languages.some((known) => known === tag))) ?? "fr";
}

export function locale(of: Language): string {
  return of === "fr" ? "fr-FR" : "en-GB";
}
