/** Secrets as BIP-39 words, French or English: the paper kit (SPEC 3), codes (7), recovery shares (12), passphrases. */
import type { Bytes } from "./encoding";
import { insist, Refusal } from "./errors";
import { random } from "./primitives";

export type WordLanguage = "fr" | "en";

const languages = ["fr", "en"] as const;
const tellingLetters = 4;

/** The lists are long and seldom needed. */
async function wordList(language: WordLanguage): Promise<string[]> {
  if (language === "fr") return (await import("@scure/bip39/wordlists/french.js")).wordlist;
  return (await import("@scure/bip39/wordlists/english.js")).wordlist;
}

export async function kitWords(kit: Bytes, language: WordLanguage): Promise<readonly string[]> {
  insist(kit.length === 16, "bad_kit");
  return wordsOf(kit, language);
}

/** Accents, capitals and what stands between the words do not matter; four letters of each are enough; the checksum counts. */
export async function readKit(typed: string): Promise<Bytes> {
  return readWords(typed, 12, "bad_kit");
}

export async function shareWords(share: Bytes, language: WordLanguage): Promise<readonly string[]> {
  insist(share.length === 32, "bad_share");
  return wordsOf(share, language);
}

export async function readShare(typed: string): Promise<Bytes> {
  return readWords(typed, 24, "bad_share");
}

export async function codeWords(code: Bytes, language: WordLanguage): Promise<readonly string[]> {
  insist(code.length === 16, "bad_code");
  return wordsOf(code, language);
}

export async function readCodeWords(typed: string): Promise<Bytes> {
  return readWords(typed, 12, "bad_code");
}

async function wordsOf(secret: Bytes, language: WordLanguage): Promise<readonly string[]> {
  const { entropyToMnemonic } = await import("@scure/bip39");
  return entropyToMnemonic(secret, await wordList(language)).split(/\s+/).map((word) => word.normalize("NFC"));
}

async function readWords(typed: string, count: number, code: string): Promise<Bytes> {
  const words = bare(typed).split(/[^a-z]+/).filter((word) => word !== "");
  insist(words.length === count, code);
  for (const language of languages) {
    const list = await wordList(language);
    const known = words.map((word) => find(word, list));
    const entropy = known.every((word) => word !== undefined) ? await entropyOf(known, list) : undefined;
    if (entropy !== undefined) return entropy;
  }
  throw new Refusal(code);
}

/** The word itself, or a beginning of it that tells it from all others. */
function find(word: string, list: readonly string[]): string | undefined {
  const begins = (candidate: string) => word.length >= tellingLetters && bare(candidate).startsWith(word);
  return list.find((candidate) => bare(candidate) === word) ?? list.find(begins);
}

/** Nothing where the checksum does not hold. */
async function entropyOf(words: readonly string[], list: string[]): Promise<Bytes | undefined> {
  const { mnemonicToEntropy } = await import("@scure/bip39");
  try {
    return new Uint8Array(mnemonicToEntropy(words.join(" "), list));
  } catch {
    return undefined;
  }
}

function bare(word: string): string {
  return word.normalize("NFKD").replaceAll(/\p{M}/gu, "").toLowerCase();
}

/** Words drawn evenly; 2048 divides 65536, so no word is likelier. */
export async function proposeWords(count: number, language: WordLanguage): Promise<string> {
  const list = await wordList(language);
  const drawn = new Uint16Array(random(2 * count).buffer);
  return Array.from(drawn, (number) => list[number % 2048]?.normalize("NFC") ?? "").join(" ");
}

/** The same without accents and joined by hyphens, for whatever compares letter by letter. */
export async function proposeBareWords(count: number, language: WordLanguage): Promise<string> {
  return bare(await proposeWords(count, language)).split(" ").join("-");
}
