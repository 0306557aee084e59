/** Letters: what a patient and a practice write each other in the mailbox of an appointment (SPEC 19). */
import type { ManageKeys } from "./appointments";
import { type Clock, clocks } from "./clocks";
import { type CredentialAsk, credentialAskShape } from "./credentials";
import { b64, type Bytes, canonical, fromB64, hex, type Json, parse } from "./encoding";
import { insist } from "./errors";
import { letterBuckets, pad, unpad } from "./padding";
import { hash, sha256 } from "./primitives";
import { lock, open, seal, unlock } from "./sealing";
import { b64Of, day, digest, identifier, integer, list, matching, moment, object, objectWith, oneOf, type Read, type Shape, slug, string, structure, structureWith } from "./shapes";
import { peek, sign, type Signed, verify } from "./signed";
import type { DeskKey } from "./statements";
import { type Agreement, agreementShape } from "./terms";

/** What may be asked of a practice, and the clock that begins with it. */
export const clockOf: Readonly<Record<string, Clock>> = {
  access: "one_month",
  medical: "eight_days",
  "medical-old": "two_months",
  rectification: "one_month",
  erasure: "one_month",
  restriction: "one_month",
  objection: "one_month",
  known: "one_month",
};

const answersShape = object({ number: integer(0), effect: oneOf("told", "extended", "settled") });
export type Answers = Read<typeof answersShape>;
export type Outcome = "done" | "partly" | "refused";

const coverFields = {
  type: oneOf("letter"),
  practice: identifier,
  appointment: digest,
  epoch: integer(1),
  by: matching(/^(?:manage|desk:[1-9]\d{0,15})$/),
  number: integer(0, 999),
  day,
  clock: oneOf(...clocks),
  sealed: digest,
  copy: digest,
};
/** What the platform reads of a letter. */
export type Cover = Read<ReturnType<typeof structure<typeof coverFields>>> & Readonly<{ answers?: Answers }>;

export function coverShape(value: Json): Cover {
  const cover: Cover = structure(has(value, "answers") ? { ...coverFields, answers: answersShape } : coverFields)(value);
  const epoch = deskEpoch(cover);
  insist(epoch === undefined ? cover.answers === undefined : cover.clock === "none" && epoch === cover.epoch, "bad_letter");
  return cover;
}

/** The epoch whose desk signed, unless the manage key did. */
export function deskEpoch({ by }: Pick<Cover, "by">): number | undefined {
  return by === "manage" ? undefined : Number(by.slice("desk:".length));
}

const fileName: Shape<string> = (value) => {
  insist(typeof value === "string" && value.length > 0 && [...value].length <= 100, "bad_structure");
  return value;
};
const attachedShape = object({ name: fileName, sha256: digest, content: b64Of() });
/** A file in a letter; in the sender's copy its content is empty. */
export type Attached = Read<typeof attachedShape>;

const carriedFields = { appointment: digest, by: oneOf("patient", "practice"), kind: slug, day, files: list(string) };
/** Which earlier letter a desk's letter repeats, to whoever has the visit now; of files the names. */
const carriedShape = objectWith(carriedFields, { due: day });
export type Carried = Readonly<{ appointment: string; by: "patient" | "practice"; kind: string; day: string; due?: string; files: readonly string[] }>;

const letterFields = { type: oneOf("letter"), kind: slug, text: string, at: moment, files: list(attachedShape) };
/** What only the two hands read. */
export type Letter = Read<ReturnType<typeof structure<typeof letterFields>>> & Readonly<{ outcome?: Outcome; agreement?: Agreement; carried?: Carried; asks?: readonly CredentialAsk[] }>;

/**
 * `agreement` is what is asked, decided or done (SPEC 18); absent from every letter that is about no consent. `asks`: which of the practice's
 * words the visit is to bring (SPEC 24), in a letter that asks for them.
 */
export const letterShape: Shape<Letter> = structureWith(letterFields, {
  outcome: oneOf("done", "partly", "refused"),
  agreement: agreementShape,
  carried: carriedShape,
  asks: list(credentialAskShape),
});

function has(value: Json, field: string): boolean {
  return typeof value === "object" && (value as unknown) !== null && field in value;
}

/** A letter ready to be sent, or as it came: of what came, either `sealed` or `copy` is empty. */
export interface Posted {
  letter: Signed;
  sealed: Bytes;
  copy: Bytes;
}

export type Address = Pick<Cover, "practice" | "appointment" | "epoch" | "by" | "number">;

function contextOf({ practice, appointment, epoch, by, number }: Address) {
  return { v: 1, practice, appointment, epoch, by, number } as const;
}

export function attach(name: string, content: Bytes): Attached {
  return { name, sha256: hex(sha256(content)), content: b64(content) };
}

/** A letter of the patient's to the desk of an epoch. */
export async function ask(letter: Letter, keys: ManageKeys, practice: string, epoch: number, deskSeal: Bytes, number: number): Promise<Posted> {
  const address = { practice, appointment: keys.appointment, epoch, by: "manage", number };
  const lockedBy = { public: deskSeal, copyKey: keys.selfCopyKey, signSeed: keys.signSeed };
  return post(letter, address, lockedBy, { clock: clockOf[letter.kind] ?? "none" });
}

export interface ReplyKeys {
  replyPublic: Bytes;
  filingKey: Bytes;
  signSeed: Bytes;
}

/** A letter of the desk's to whoever holds the visit; the address names the epoch of both desk keys. */
export async function reply(letter: Letter, address: Address, { replyPublic, filingKey, signSeed }: ReplyKeys, answers?: Answers): Promise<Posted> {
  const cover = answers === undefined ? { clock: "none" as const } : { clock: "none" as const, answers };
  return post(letter, address, { public: replyPublic, copyKey: filingKey, signSeed }, cover);
}

async function post(
  letter: Letter,
  address: Address,
  keys: { public: Bytes; copyKey: Bytes; signSeed: Bytes },
  said: { clock: Clock; answers?: Answers },
): Promise<Posted> {
  const context = contextOf(address);
  const sealed = await seal(keys.public, "letter", context, pad(canonical(letter), letterBuckets));
  const withoutContents = { ...letter, files: letter.files.map((file) => ({ ...file, content: "" })) };
  const copy = await lock(keys.copyKey, "letter-copy", context, pad(canonical(withoutContents), letterBuckets));
  const hashes = { sealed: hex(hash("letter", sealed)), copy: hex(hash("letter-copy", copy)) };
  const cover = coverShape({ ...context, type: "letter", day: letterDay(letter), ...said, ...hashes });
  return { letter: await sign(keys.signSeed, "letter", cover), sealed, copy };
}

function letterDay(letter: Letter): string {
  return letter.at.slice(0, 10);
}

/** What a cover says, before anything is believed. */
export function coverOf(signed: Signed): Cover {
  return peek(signed, coverShape);
}

/** The cover, once the hand that it names signed it, for this mailbox, over what came with it. */
export async function believeLetter(posted: Posted, practice: string, appointment: string, manage: Bytes, deskKey: DeskKey): Promise<Cover> {
  const epoch = deskEpoch(peek(posted.letter, coverShape));
  const cover = await verify(epoch === undefined ? manage : await deskKey(epoch), "letter", posted.letter, coverShape);
  insist(cover.practice === practice && cover.appointment === appointment, "bad_letter");
  insist(posted.sealed.length === 0 || hex(hash("letter", posted.sealed)) === cover.sealed, "bad_letter");
  insist(posted.copy.length === 0 || hex(hash("letter-copy", posted.copy)) === cover.copy, "bad_letter");
  return cover;
}

/** What was written to the holder of this key. */
export async function openLetter(cover: Cover, sealed: Bytes, sealSeed: Bytes): Promise<Letter> {
  const letter = read(await open(sealSeed, "letter", contextOf(cover), sealed), cover);
  insist(
    letter.files.every((file) => hex(sha256(fromB64(file.content))) === file.sha256),
    "bad_letter",
  );
  return letter;
}

/** What one wrote oneself, without the contents of its files. */
export async function openLetterCopy(cover: Cover, copy: Bytes, copyKey: Bytes): Promise<Letter> {
  return read(await unlock(copyKey, "letter-copy", contextOf(cover), copy), cover);
}

function read(padded: Bytes, cover: Cover): Letter {
  const letter = letterShape(parse(unpad(padded, letterBuckets)));
  const clock = deskEpoch(cover) === undefined ? (clockOf[letter.kind] ?? "none") : "none";
  insist(letterDay(letter) === cover.day && clock === cover.clock, "bad_letter");
  return letter;
}
