/** Letters from practice to practice about a patient who agreed: what goes along, and what is believed (SPEC 18). */
import { verifyAgreement } from "./agreements";
import { believeAttestation } from "./attestations";
import type { Consent } from "./consents";
import { type Bytes, canonical, fromB64, parse } from "./encoding";
import { insist } from "./errors";
import { letterBuckets, pad, unpad } from "./padding";
import { open, seal } from "./sealing";
import { b64Of, identifier, integer, moment, oneOf, type Read, string, structureWith } from "./shapes";
import { peek, sign, type Signed, signedShape, verify } from "./signed";
import { agreementShape } from "./terms";
import { identityShape } from "./vault";

const lastWord = { letter: "granted", withdrawal: "withdrawn" } as const;

/** A letter, or that the patient takes it back, signed by the desk that sends it. */
export const referralShape = structureWith(
  {
    type: oneOf("referral"),
    referral: identifier,
    kind: oneOf("letter", "withdrawal"),
    epoch: integer(1),
    manage: b64Of(32),
    agreement: agreementShape,
    patient: identityShape,
    start: moment,
    text: string,
    at: moment,
  },
  { attested: signedShape },
);
export type Referral = Read<typeof referralShape>;

/** Where a referral lies: a practice, the epoch whose desk opens it, and its id. */
export interface Slot {
  practice: string;
  epoch: number;
  referral: string;
}

function contextOf({ practice, epoch, referral }: Slot) {
  return { v: 1, practice, epoch, referral } as const;
}

/** Signed by the desk that sends it, and sealed to the one that receives it. */
export async function sealReferral(referral: Referral, signSeed: Bytes, slot: Slot, deskSeal: Bytes): Promise<Bytes> {
  return seal(deskSeal, "referral", contextOf(slot), pad(canonical(await sign(signSeed, "referral", referral)), letterBuckets));
}

/** What was sealed to this desk; nothing of it is believed yet. */
export async function openReferral(sealed: Bytes, slot: Slot, sealSeed: Bytes): Promise<Signed> {
  return signedShape(parse(unpad(await open(sealSeed, "referral", contextOf(slot), sealed), letterBuckets)));
}

export interface Believed {
  referral: Referral;
  chain: readonly Consent[];
  /** By the platform's word, somebody spent a right to book for the visit whose key agreed. */
  right: boolean;
}

/** A referral of the practice that its terms name, to this one, which its patient agreed to, or took back. */
export async function verifyReferral(signed: Signed, slot: Slot, deskKey: (practice: string, epoch: number) => Promise<Bytes>, platformLog: Bytes): Promise<Believed> {
  const told = peek(signed, referralShape);
  const referral = await verify(await deskKey(told.agreement.terms.practice, told.epoch), "referral", signed, referralShape);
  insist(referral.agreement.terms.to?.practice === slot.practice && referral.referral === slot.referral, "bad_referral");
  const chain = await verifyAgreement(referral.agreement, fromB64(referral.manage));
  // By which text they agreed is for the sender to look at: what was right when it came stays readable.
  const last = chain.at(-1);
  insist(last !== undefined && last.decision === lastWord[referral.kind], "bad_referral");
  return { referral, chain, right: await rightOf(referral, platformLog, last.day) };
}

/** A letter is about a visit that the platform knows; a withdrawal is the patient's own word, and needs no other. */
async function rightOf({ kind, attested, agreement, start }: Referral, platformLog: Bytes, agreed: string): Promise<boolean> {
  insist((kind === "letter") === (attested !== undefined), "bad_referral");
  if (attested === undefined) return false;
  const { practice, appointment } = agreement.terms;
  return (await believeAttestation(platformLog, attested, { practice, appointment, start }, agreed)).right;
}
