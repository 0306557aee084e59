/** Codes that pass over a counter or on a sheet of paper: sixteen bytes, in an address or as twelve words (SPEC 7). */
import { b64, type Bytes, fromB64 } from "./encoding";
import { insist, Refusal } from "./errors";
import { readCodeWords } from "./kit";
import { random } from "./primitives";

export type CodeKind = "counter" | "claim";

export function newCode(): Bytes {
  return random(16);
}

/** What stands behind the `#/` of the address in the QR code. */
export function writeCode(kind: CodeKind, code: Bytes): string {
  return `${kind}/${b64(code)}`;
}

/** Whatever a camera, a scanner or a hand gives: the address, the end of it, or the words. */
export async function readCode(kind: CodeKind, typed: string): Promise<Bytes> {
  const text = typed.trim();
  const marked = text.lastIndexOf(`${kind}/`);
  if (marked === -1) return readCodeWords(text);
  const code = bytesOf(text.slice(marked + kind.length + 1));
  insist(code.length === 16, "bad_code");
  return code;
}

function bytesOf(digits: string): Bytes {
  try {
    return fromB64(digits);
  } catch (cause) {
    throw new Refusal("bad_code", { cause });
  }
}
