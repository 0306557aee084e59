/** The paper kit beyond its words: its address, and the file that it opens without any server (SPEC 15). */
import type { Audience } from "./accounts";
import { decrypt, encrypt, identity, recipient } from "./agefile";
import { manageKeys, selfCopyShape } from "./appointments";
import { b64, type Bytes, canonical, concat, fromB64, parse, utf8 } from "./encoding";
import { insist, Refusal } from "./errors";
import { deskOf, epochNumber, verifyRoot } from "./practice";
import { derive } from "./primitives";
import { leading, type Roots, verifyPastEpoch, verifyReplacements } from "./replacements";
import { b64Of, day, identifier, list, object, oneOf, partOf, type Read, type Shape, string, structure } from "./shapes";
import { signedShape, type Signed } from "./signed";
import { type DeskKey, type Statement, verifyChain } from "./statements";
import { type Bundle, bundleShape, checkInclusion, type EntryKind, type LogKey, openCheckpoint, readEntry, readLogKey } from "./transparency";
import { identityShape } from "./vault";

const mark = utf8("\n----- serment kit file v1 -----\n");
const lineEnd = 0x0a;
const fill = 16384;

const keptFields = { practice: identifier, root: bundleShape, epochs: list(bundleShape) };
const neverReplaced = object(keptFields);
const onceReplaced = object({ ...keptFields, replaced: object({ custodian: string, replacements: list(bundleShape) }) });
/** `replaced` leads to the root that counts, and is absent while that is the first. */
const keptPractice: Shape<Read<typeof neverReplaced> | Read<typeof onceReplaced>> = (value) => {
  const has = typeof value === "object" && (value as unknown) !== null && "replaced" in value;
  return has ? onceReplaced(value) : neverReplaced(value);
};
const keptVisit = object({ manage_seed: b64Of(32), statements: list(signedShape), self_copy: selfCopyShape });
export const kitFileShape = structure({
  type: oneOf("kit_file"),
  made: day,
  installation: string,
  log: string,
  account: identifier,
  profile: identityShape,
  ways: list(object({ kind: oneOf("passphrase", "kit", "browser", "passkey"), name: string, added: day })),
  practices: list(keptPractice),
  visits: list(keptVisit),
});

export type KitFile = Read<typeof kitFileShape>;
export type KeptPractice = Read<typeof keptPractice>;
export type KeptVisit = Read<typeof keptVisit>;

/** What stands behind the `#/` of the address in the kit's QR code. */
export function writeKitAddress(audience: Audience, kit: Bytes): string {
  return `kit/${audience}/${b64(kit)}`;
}

/** Whose account a kit opens, and the kit; whatever stands before the last `kit/` does not matter. */
export function readKitAddress(address: string): { audience: Audience; kit: Bytes } {
  const [, audience, digits] = /(?:^|.*kit\/)([a-z]+)\/([^/]*)$/.exec(address.trim()) ?? [];
  insist((audience === "patient" || audience === "staff") && digits !== undefined, "bad_kit");
  const kit = bytesOf(digits);
  insist(kit.length === 16, "bad_kit");
  return { audience, kit };
}

function bytesOf(digits: string): Bytes {
  try {
    return fromB64(digits);
  } catch (cause) {
    throw new Refusal("bad_kit", { cause });
  }
}

/** What opens the kit's files in any program that speaks age. */
export function kitIdentity(kit: Bytes): string {
  return identity(derive(kit, "kit/age"));
}

/** What a file is made to, so that it opens by this kit. */
export function kitRecipient(kit: Bytes): Promise<string> {
  return recipient(derive(kit, "kit/age"));
}

/** A file for these kits: first for people, then for programs, then filled so that its size tells little. */
export async function lockKitFile(text: string, content: KitFile, recipients: readonly string[]): Promise<Bytes> {
  const plain = concat(utf8(text), mark, canonical(content));
  return encrypt(concat(plain, new Uint8Array(fill - (plain.length % fill)).fill(lineEnd)), recipients);
}

/** Both parts of a file; nothing of it is proved yet. */
export async function openKitFile(data: Bytes, kit: Bytes): Promise<{ text: string; content: KitFile }> {
  const plain = await decrypt(data, kitIdentity(kit));
  const at = lastOf(plain, mark);
  insist(at !== -1, "bad_kit_file");
  let end = plain.length;
  while (plain[end - 1] === lineEnd) end--;
  return { text: textOf(plain.slice(0, at)), content: kitFileShape(parse(plain.slice(at + mark.length, end))) };
}

function textOf(data: Bytes): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(data);
  } catch (cause) {
    throw new Refusal("bad_kit_file", { cause });
  }
}

function lastOf(data: Bytes, sought: Bytes): number {
  for (let at = data.length - sought.length; at >= 0; at--) if (sought.every((byte, index) => data[at + index] === byte)) return at;
  return -1;
}

/** The epochs whose desks signed in a chain that was believed. */
export function deskEpochs(chain: readonly Signed[]): readonly number[] {
  const by = chain.map(({ body }) => partOf({ by: string })(parse(fromB64(body))).by);
  return by.flatMap((hand) => (hand.startsWith("desk:") ? [Number(hand.slice("desk:".length))] : []));
}

/** The visits as they were signed: by their own keys and by those of practices that the log has; no server is asked. */
export async function proveKitFile(content: KitFile): Promise<readonly (readonly Statement[])[]> {
  const log = readLogKey(content.log);
  const known = new Map(content.practices.map((each) => [each.practice, each]));
  const proved: (readonly Statement[])[] = [];
  for (const visit of content.visits) proved.push(await proveVisit(visit, known, log, content.made));
  return proved;
}

async function proveVisit(visit: KeptVisit, known: ReadonlyMap<string, KeptPractice>, log: LogKey, made: string): Promise<readonly Statement[]> {
  const keys = await manageKeys(fromB64(visit.manage_seed));
  const practice = known.get(visit.self_copy.practice);
  insist(practice !== undefined, "chain_broken");
  const statements = await verifyChain(visit.statements, keys.signPublic, await desksOf(practice, log, made));
  insist(statements.every((statement) => statement.practice === practice.practice), "chain_broken");
  return statements;
}

async function desksOf(kept: KeptPractice, log: LogKey, made: string): Promise<DeskKey> {
  const roots = await rootsOf(kept, log, made);
  const signed = await Promise.all(kept.epochs.map((each) => logged(each, "epoch", log)));
  const desks = new Map<number, Bytes>();
  for (const [place, each] of signed.entries()) {
    const number = epochNumber(each);
    const row = await leading(signed.slice(place), kept.practice, roots, number);
    desks.set(number, deskOf(await verifyPastEpoch(row, kept.practice, roots, number)).sign);
  }
  return (epoch) => {
    const desk = desks.get(epoch);
    return desk === undefined ? Promise.reject(new Refusal("chain_broken")) : Promise.resolve(desk);
  };
}

async function rootsOf(kept: KeptPractice, log: LogKey, made: string): Promise<Roots> {
  const first = fromB64((await verifyRoot(await logged(kept.root, "practice_root", log), kept.practice)).root);
  if (!("replaced" in kept)) return { known: [first], replacement: "", previous: "" };
  const custodian = readLogKey(kept.replaced.custodian);
  const chain = await Promise.all(kept.replaced.replacements.map((each) => logged(each, "root_replacement", custodian)));
  return verifyReplacements(chain, custodian.publicKey, kept.practice, first, made);
}

async function logged(bundle: Bundle, kind: EntryKind, log: LogKey): Promise<Signed> {
  checkInclusion(bundle, await openCheckpoint(bundle.checkpoint, log.name, log));
  return readEntry(bundle, kind);
}
