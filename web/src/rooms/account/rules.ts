/** What may be typed at the door: e-mail, code, passphrase, kit. Pure. */

const emailShape = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;

/** Bits an own passphrase must be worth by our cautious count; six words of a 2048-word list make 66. */
export const strengthFloor = 45;

export function isEmail(text: string): boolean {
  return emailShape.test(text.trim());
}

/** Six digits, however they were grouped when copied. */
export function readCode(text: string): string | undefined {
  const digits = text.replaceAll(/[\s\u00a0-]/g, "");
  return /^\d{6}$/.test(digits) ? digits : undefined;
}

/**
 * A low estimate of the bits in a passphrase: each different word or character counts once, runs and repeats add
 * nothing, and a single word never reaches the floor. It only has to refuse the weak; the custodian slows the rest.
 */
export function strength(passphrase: string, known: readonly string[] = []): number {
  let text = passphrase.normalize("NFKC").trim().toLowerCase();
  for (const word of known) if (word.length > 2) text = text.replaceAll(word.toLowerCase(), "");
  const words = new Set(text.split(/[\s\-_.,;:]+/).filter((word) => word.length > 0));
  let bits = 0;
  for (const word of words) bits += Math.min(wordBits(word), words.size > 1 ? 22 : 40 + Math.max(0, word.length - 16));
  return Math.floor(bits);
}

export function isStrong(passphrase: string, known: readonly string[] = []): boolean {
  return strength(passphrase, known) >= strengthFloor;
}

function wordBits(word: string): number {
  const different = new Set(word).size;
  const steps = [...word].filter((letter, index) => index > 0 && Math.abs(letter.charCodeAt(0) - word.charCodeAt(index - 1)) <= 1).length;
  const useful = Math.min(word.length - steps, different * 2);
  const letters = /^\p{L}+$/u.test(word);
  if (letters) return Math.min(11, useful * 2.4);
  const classes = [/\p{L}/u, /\d/, /[^\p{L}\d]/u].filter((shape) => shape.test(word)).length;
  return useful * (1.2 + classes * 1.1);
}

/** Whether this is the passphrase again; how it was spaced does not matter (SPEC 3). */
export function isSamePassphrase(typed: string, passphrase: string): boolean {
  const [one, other] = [typed, passphrase].map((text) => text.normalize("NFKC").trim().split(/\s+/).join(" "));
  return one === other;
}

/** Words typed from paper: numbers, commas and line ends between them do not matter. */
export function readKitWords(text: string): string[] {
  return text
    .normalize("NFKD")
    .toLowerCase()
    .split(/[^\p{L}\p{M}]+/u)
    .filter((word) => word.length > 0);
}

/** Age's key in parts that can be copied by hand: its name, then eight letters at a time. Whoever types it leaves the spaces out. */
export function grouped(identity: string): readonly string[] {
  const [, name = "", rest = ""] = /^(AGE-SECRET-KEY-1)?(.*)$/.exec(identity) ?? [];
  return [name, ...(rest.match(/.{1,8}/g) ?? [])].filter((part) => part !== "");
}
