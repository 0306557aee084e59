/** Cosignatures of witnesses on checkpoints (C2SP tlog-cosignature, Ed25519): who vouches that all are shown the same. */
import { type Bytes, concat, equal, hex, utf8 } from "./encoding";
import { insist, Refusal } from "./errors";
import { ed25519Verify } from "./primitives";
import { integer, list, object, type Read, string } from "./shapes";
import { type LogKey, readKey, signaturesOf } from "./transparency";

const cosignatureAlgorithm = 4;
const [idLength, stampLength] = [4, 8];
const day = 86_400;
// A witness's clock may be ahead of the reader's, but a stamp from far ahead would never grow old.
const ahead = day;

export const witnessesShape = object({ keys: list(string), quorum: integer(1), days: integer(1, 30) });

/** Whose cosignatures a reader of a log asks for: how many of them, and how young. */
export interface Witnesses {
  keys: readonly LogKey[];
  quorum: number;
  days: number;
}

/** A policy as installation.json words it; one key counts once, whatever names it is given. */
export function readWitnesses({ keys: verifiers, quorum, days }: Read<typeof witnessesShape>): Witnesses {
  const keys = verifiers.map((verifier) => readKey(verifier, cosignatureAlgorithm));
  const different = new Set(keys.map((key) => hex(key.publicKey)));
  insist(different.size === keys.length && quorum <= keys.length, "bad_structure");
  return { keys, quorum, days };
}

/** Refuses unless enough of these witnesses have cosigned, and lately. The log's own signature is not checked here. */
export async function checkCosigned(note: string, { keys, quorum, days }: Witnesses, now: Date): Promise<void> {
  const stamps: bigint[] = [];
  for (const key of keys) {
    const stamp = await newestStamp(note, key);
    if (stamp !== undefined) stamps.push(stamp);
  }
  insist(stamps.length >= quorum, "log_not_cosigned");
  const seconds = now.getTime() / 1000;
  const isFresh = (stamp: bigint): boolean => Number(stamp) >= seconds - days * day && Number(stamp) <= seconds + ahead;
  insist(stamps.filter(isFresh).length >= quorum, "cosignature_stale");
}

/** When this witness last cosigned, in seconds since 1970. */
export async function newestStamp(note: string, witness: LogKey): Promise<bigint | undefined> {
  const body = note.slice(0, note.lastIndexOf("\n\n") + 1);
  let newest: bigint | undefined;
  for (const { name, bytes } of signaturesOf(note)) {
    if (name !== witness.name || !equal(bytes.slice(0, idLength), witness.keyId)) continue;
    const stamp = await validStamp(body, bytes.slice(idLength), witness);
    if (stamp !== undefined && (newest === undefined || stamp > newest)) newest = stamp;
  }
  return newest;
}

async function validStamp(body: string, signature: Bytes, witness: LogKey): Promise<bigint | undefined> {
  if (signature.length < stampLength) return undefined;
  const stamp = new DataView(signature.buffer, signature.byteOffset).getBigUint64(0);
  if (stamp >> 63n) return undefined;
  try {
    const message = concat(utf8(`cosignature/v1\ntime ${stamp}\n`), utf8(body));
    await ed25519Verify(witness.publicKey, message, signature.slice(stampLength));
  } catch (error) {
    if (error instanceof Refusal) return undefined;
    throw error;
  }
  return stamp;
}
