/** Closings: a practice's last word, signed by its root, after which nobody stands by that root any more (SPEC 6). */
import { b64, type Bytes } from "./encoding";
import { insist } from "./errors";
import { signPublic } from "./primitives";
import { b64Of, day, identifier, oneOf, type Read, structure } from "./shapes";
import { sign, type Signed, verify } from "./signed";

const closingShape = structure({ type: oneOf("practice_closing"), practice: identifier, root: b64Of(32), day });
export type Closing = Read<typeof closingShape>;

const name = "practice-closing";

/** The last word of a practice. */
export async function signClosing(rootSeed: Bytes, practice: string, today: string): Promise<Signed> {
  const closing = { v: 1, type: "practice_closing", practice, root: b64(await signPublic(rootSeed)), day: today };
  return sign(rootSeed, name, closing);
}

/** The closing of this practice by the root that counts. */
export async function verifyClosing(signed: Signed, practice: string, root: Bytes): Promise<Closing> {
  const record = await verify(root, name, signed, closingShape);
  insist(record.practice === practice && record.root === b64(root), "another_practice");
  return record;
}
