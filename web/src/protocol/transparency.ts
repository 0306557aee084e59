/** Checkpoints and bundles: how a key proves that everybody is shown the same one (SPEC 9). */
import { type Bytes, concat, equal, fromB64, fromBase64, fromHex, parse, utf8 } from "./encoding";
import { insist, Refusal } from "./errors";
import { isConsistent, isIncluded, leafHash } from "./merkle";
import { ed25519Verify, sha256 } from "./primitives";
import { b64Of, integer, list, object, oneOf, type Read, string } from "./shapes";
import type { Signed } from "./signed";

export interface LogKey {
  name: string;
  keyId: Bytes;
  publicKey: Bytes;
}

export interface Checkpoint {
  origin: string;
  size: number;
  root: Bytes;
}

const kinds = [
  "practice_root",
  "epoch",
  "staff_act",
  "issuer_key",
  "contact_key",
  "share_key",
  "custodian_act",
  "custodian_day",
  "web_release",
  "practice_endorsement",
  "endorsement_withdrawn",
  "root_replacement",
  "practice_closing",
  "erasure",
  "evidence_key",
  "evidence_root",
] as const;
export type EntryKind = (typeof kinds)[number];

const entryShape = object({ kind: oneOf(...kinds), body: b64Of(), signature: b64Of(64) });
export const bundleShape = object({ entry: b64Of(), index: integer(0), proof: list(b64Of(32)), checkpoint: string });
export type Bundle = Read<typeof bundleShape>;

const ed25519Algorithm = 1;

/** The verifier key of a log. */
export function readLogKey(verifierKey: string): LogKey {
  return readKey(verifierKey, ed25519Algorithm);
}

/** A C2SP verifier key of this type, `name+hash+key`; its hash is computed again, so that a slip in the file is found. */
export function readKey(verifierKey: string, algorithm: number): LogKey {
  const [, name, digits, key] = /^([^+\s]+)\+([0-9a-f]{8})\+(\S+)$/.exec(verifierKey) ?? [];
  insist(name !== undefined && digits !== undefined && key !== undefined, "bad_structure");
  const typed = fromBase64(key, "bad_structure");
  insist(typed.length === 33 && typed[0] === algorithm, "bad_structure");
  const keyId = sha256(concat(utf8(`${name}\n`), typed)).slice(0, 4);
  insist(equal(keyId, fromHex(digits)), "bad_structure");
  return { name, keyId, publicKey: typed.slice(1) };
}

/** Believes a signed note when the log's own signature is among its lines; others may stand beside it. */
export async function openCheckpoint(note: string, origin: string, key: LogKey): Promise<Checkpoint> {
  const signature = ownSignature(note, key);
  const body = note.slice(0, note.lastIndexOf("\n\n") + 1);
  await ed25519Verify(key.publicKey, utf8(body), signature, "checkpoint_forged");
  const checkpoint = readCheckpoint(body);
  insist(checkpoint.origin === origin, "checkpoint_forged");
  return checkpoint;
}

function ownSignature(note: string, key: LogKey): Bytes {
  for (const { name, bytes } of signaturesOf(note)) if (name === key.name && equal(bytes.slice(0, 4), key.keyId)) return bytes.slice(4);
  throw new Refusal("checkpoint_forged");
}

/** The signature lines of a note; none is checked yet. */
export function* signaturesOf(note: string): Generator<{ name: string; bytes: Bytes }> {
  const end = note.lastIndexOf("\n\n");
  insist(end > 0 && note.endsWith("\n"), "checkpoint_forged");
  for (const line of note.slice(end + 2, -1).split("\n")) {
    const [, name, digits] = /^\u2014 (\S+) (\S+)$/u.exec(line) ?? [];
    insist(name !== undefined && digits !== undefined, "checkpoint_forged");
    yield { name, bytes: fromBase64(digits, "checkpoint_forged") };
  }
}

function readCheckpoint(body: string): Checkpoint {
  const [, origin, digits, root] = /^([^\n]+)\n(0|[1-9]\d*)\n([^\n]+)\n$/.exec(body) ?? [];
  insist(origin !== undefined && digits !== undefined && root !== undefined, "checkpoint_forged");
  const size = Number(digits);
  insist(Number.isSafeInteger(size), "checkpoint_forged");
  const hash = fromBase64(root, "checkpoint_forged");
  insist(hash.length === 32, "checkpoint_forged");
  return { origin, size, root: hash };
}

/** The log may only have grown since the checkpoint we remember. */
export function checkGrowth(seen: Checkpoint, now: Checkpoint, proof: readonly Bytes[]): void {
  insist(now.size >= seen.size, "log_rolled_back");
  insist(isConsistent(seen.size, seen.root, now.size, now.root, proof), "log_forked");
}

export function checkInclusion(bundle: Bundle, checkpoint: Checkpoint): void {
  const leaf = leafHash(fromB64(bundle.entry));
  insist(isIncluded(leaf, bundle.index, checkpoint.size, bundle.proof.map(fromB64), checkpoint.root), "not_in_log");
}

/** The signed record inside; believe it only after `checkInclusion`. */
export function readEntry(bundle: Bundle, kind: EntryKind): Signed {
  const { kind: found, body, signature } = entryShape(parse(fromB64(bundle.entry)));
  insist(found === kind, "bad_structure");
  return { body, signature };
}
