/** The paper kit: 16 bytes as twelve BIP-39 words, French or English; and the passphrase we propose. */
import { entropyToMnemonic, mnemonicToEntropy } from "@scure/bip39";
import { wordlist as english } from "@scure/bip39/wordlists/english.js";
import { wordlist as french } from "@scure/bip39/wordlists/french.js";
import type { Bytes } from "./encoding";
import { insist, Refusal } from "./errors";
import { random } from "./primitives";

export type WordLanguage = "fr" | "en";

const lists: Readonly<Record<WordLanguage, readonly string[]>> = { fr: french, en: english };

export function kitWords(kit: Bytes, language: WordLanguage): readonly string[] {
  insist(kit.length === 16, "bad_kit");
  return entropyToMnemonic(kit, [...lists[language]]).split(/\s+/).map((word) => word.normalize("NFC"));
}

/** Accents, capitals and what stands between the words do not matter; the checksum does. */
export function readKit(typed: string): Bytes {
  const words = bare(typed).split(/[^a-z]+/).filter((word) => word !== "");
  insist(words.length === 12, "bad_kit");
  for (const list of Object.values(lists)) {
    const known = words.map((word) => list.find((candidate) => bare(candidate) === word));
    if (known.every((word) => word !== undefined)) return entropyOf(known, list);
  }
  throw new Refusal("bad_kit");
}

function entropyOf(words: readonly string[], list: readonly string[]): Bytes {
  try {
    return new Uint8Array(mnemonicToEntropy(words.join(" "), [...list]));
  } catch (cause) {
    throw new Refusal("bad_kit", { cause });
  }
}

function bare(word: string): string {
  return word.normalize("NFKD").replaceAll(/\p{M}/gu, "").toLowerCase();
}

/** Words drawn evenly; 2048 divides 65536, so no word is likelier. */
export function proposeWords(count: number, language: WordLanguage): string {
  const drawn = new Uint16Array(random(2 * count).buffer);
  return Array.from(drawn, (number) => lists[language][number % 2048]?.normalize("NFC") ?? "").join(" ");
}
