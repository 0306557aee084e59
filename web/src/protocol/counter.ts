/**
 * At the counter: a patient and a desk meet over a code, and visits get new keys (SPEC 7). The patient says hello, the
 * desk proposes, the patient answers once for each visit. The platform keeps the turns for five minutes and reads none.
 * The code is the hash of the hello, so nobody else can say one; and the hello commits to a number that the answers
 * reveal, so nobody who proposes can know which six digits the proposal will have.
 */
import { type BookingContent, openEnvelope, selfCopyShape } from "./appointments";
import { b64, type Bytes, canonical, concat, equal, fromB64, hex, type Json, parse } from "./encoding";
import { insist } from "./errors";
import { checkTicket } from "./nudges";
import { pad, turnBuckets, unpad } from "./padding";
import { derive, hash, signPublic } from "./primitives";
import { lock, unlock } from "./sealing";
import { b64Of, digest, identifier, integer, list, moment, object, oneOf, type Read, type Shape, slug, string, structure } from "./shapes";
import { bodyHash, peek, sign, signBytes, type Signed, signedShape, verify, verifyBytes } from "./signed";
import { type Contents, contentsHash, firstStatement, type Statement } from "./statements";

export const [helloPlace, proposalPlace, firstAnswerPlace] = [0, 1, 2];
export const mostVisits = 12;

const nameShape = object({ given: string, family: string });
const helloShape = structure({ type: oneOf("hello"), patient: nameShape, sign: b64Of(32), commitment: digest });
export type Hello = Read<typeof helloShape>;

/** What the patient's app draws for one meeting: what signs its answers, and the number that they reveal. */
export interface Voice {
  seed: Bytes;
  nonce: Bytes;
}

const minutes: Shape<number> = (value) => {
  const read = integer(5, 480)(value);
  insist(read % 5 === 0, "bad_structure");
  return read;
};
const visitShape = object({ replaces: digest, schedule: identifier, start: moment, duration: minutes, class: slug, told: selfCopyShape });
export type ProposedVisit = Read<typeof visitShape>;

const proposalFields = structure({ type: oneOf("proposal"), meeting: identifier, hello: digest, practice: identifier, epoch: integer(1), visits: list(visitShape) });
export type Proposal = Read<typeof proposalFields>;

/** There are visits, and all of them are this practice's. */
const proposalShape: Shape<Proposal> = (value) => {
  const proposal = proposalFields(value);
  const { visits, practice } = proposal;
  insist(visits.length >= 1 && visits.length <= mostVisits, "bad_structure");
  insist(visits.every(({ told }) => told.practice === practice), "bad_structure");
  return proposal;
};

const answerShape = structure({
  type: oneOf("answer"),
  statement: signedShape,
  manage: b64Of(32),
  envelope: b64Of(),
  self_copy: b64Of(),
  ticket: b64Of(),
  nonce: b64Of(32),
  signature: b64Of(64),
});
/** The patient's booking in place of one of the visits, ready for the platform. */
export type Answer = Read<typeof answerShape>;

export function meetingId(code: Bytes): string {
  return hex(hash("meeting", code)).slice(0, 32);
}

/** Six digits of all that was said before the answers, for two people to compare. */
export function meetingMark(nonce: Bytes, hello: Bytes, proposal: Bytes): string {
  const said = concat(nonce, hash("turn", hello), hash("turn", proposal));
  const number = new DataView(hash("counter-mark", said).buffer).getUint32(0);
  return String(number % 1_000_000).padStart(6, "0");
}

function context(code: Bytes, place: number) {
  return { v: 1, meeting: meetingId(code), place } as const;
}

async function lockTurn(code: Bytes, place: number, content: Json): Promise<Bytes> {
  return lock(derive(code, "meeting"), "meeting", context(code, place), pad(canonical(content), turnBuckets));
}

async function openTurn<T extends Json>(code: Bytes, place: number, locked: Bytes, shape: Shape<T>): Promise<T> {
  const plain = await unlock(derive(code, "meeting"), "meeting", context(code, place), locked);
  return shape(parse(unpad(plain, turnBuckets)));
}

function turnHash(locked: Bytes): string {
  return hex(hash("turn", locked));
}

function commitmentOf(nonce: Bytes): string {
  return hex(hash("counter-nonce", nonce));
}

/** What stands behind the code. */
export async function helloOf({ seed, nonce }: Voice, patient: Hello["patient"]): Promise<Hello> {
  return { v: 1, type: "hello", patient, sign: b64(await signPublic(seed)), commitment: commitmentOf(nonce) };
}

/** What the patient shows. */
export function codeOf(hello: Hello): Bytes {
  return hash("counter-code", canonical(hello)).slice(0, 16);
}

export async function lockHello(hello: Hello): Promise<Bytes> {
  return lockTurn(codeOf(hello), helloPlace, hello);
}

export async function openHello(code: Bytes, locked: Bytes): Promise<Hello> {
  const hello = await openTurn(code, helloPlace, locked, helloShape);
  insist(equal(codeOf(hello), code), "commitment_broken");
  return hello;
}

/** Signed by the desk of the practice's current epoch. */
export async function lockProposal(code: Bytes, hello: Bytes, { practice, epoch, visits }: Pick<Proposal, "practice" | "epoch" | "visits">, deskSign: Bytes): Promise<Bytes> {
  const proposal: Proposal = { v: 1, type: "proposal", meeting: meetingId(code), hello: turnHash(hello), practice, epoch, visits };
  return lockTurn(code, proposalPlace, await sign(deskSign, "counter-proposal", proposalShape(proposal)));
}

/** Nothing is believed yet, but it says whose desk should have signed. */
export async function openProposal(code: Bytes, locked: Bytes): Promise<{ signed: Signed; proposal: Proposal }> {
  const signed = await openTurn(code, proposalPlace, locked, signedShape);
  return { signed, proposal: peek(signed, proposalShape) };
}

/** The proposal, once the practice's desk signed it for this meeting and for this hello. */
export async function verifyProposal(signed: Signed, code: Bytes, hello: Bytes, deskSign: Bytes): Promise<Proposal> {
  const proposal = await verify(deskSign, "counter-proposal", signed, proposalShape);
  insist(proposal.meeting === meetingId(code) && proposal.hello === turnHash(hello), "bad_answer");
  return proposal;
}

function answerBody(code: Bytes, proposal: Bytes, number: number, statement: Signed): Bytes {
  return canonical({ v: 1, type: "answer", meeting: meetingId(code), proposal: turnHash(proposal), number, statement: hex(bodyHash("statement", statement)) });
}

/** The turn for the visit of this number. */
export async function lockAnswer(code: Bytes, proposal: Bytes, number: number, booking: Omit<Answer, "v" | "type" | "nonce" | "signature">, { seed, nonce }: Voice): Promise<Bytes> {
  const signature = b64(await signBytes(seed, "counter-answer", answerBody(code, proposal, number, booking.statement)));
  return lockTurn(code, firstAnswerPlace + number, { ...booking, v: 1, type: "answer", nonce: b64(nonce), signature });
}

/**
 * The answer to one visit of a proposal, once it is whoever said hello who books exactly that. The envelope is opened
 * before anything is sent: a desk does not hand a visit over to it knows not whom.
 */
export async function believeAnswer(code: Bytes, locked: Bytes, proposal: Bytes, number: number, hello: Hello, deskSealSeed: Bytes): Promise<{ answer: Answer; content: BookingContent }> {
  const answer = await openTurn(code, firstAnswerPlace + number, locked, answerShape);
  await verifyBytes(fromB64(hello.sign), "counter-answer", answerBody(code, proposal, number, answer.statement), fromB64(answer.signature));
  insist(commitmentOf(fromB64(answer.nonce)) === hello.commitment, "commitment_broken");
  const { proposal: wanted } = await openProposal(code, proposal);
  const statement = await believeStatement(answer);
  const visit = wanted.visits[number];
  insist(visit !== undefined && isOf(statement, wanted, visit), "bad_answer");
  const place = { practice: wanted.practice, epoch: wanted.epoch, appointment: statement.appointment };
  const content = await openEnvelope(fromB64(answer.envelope), place, deskSealSeed);
  insist(tells(content, visit), "bad_answer");
  return { answer, content };
}

export function contentsOf({ manage, envelope, self_copy, ticket }: Omit<Answer, "v" | "type" | "statement" | "nonce" | "signature">): Contents {
  return { manage: fromB64(manage), envelope: fromB64(envelope), selfCopy: fromB64(self_copy), ticket: fromB64(ticket), token: undefined };
}

async function believeStatement(answer: Answer): Promise<Statement> {
  const contents = contentsOf(answer);
  checkTicket(contents.ticket);
  const statement = await firstStatement(answer.statement, contents.manage);
  insist(statement.contents === contentsHash(contents), "bad_answer");
  return statement;
}

function isOf(statement: Statement, { practice, epoch }: Proposal, visit: ProposedVisit): boolean {
  const same = (["schedule", "start", "duration", "class"] as const).every((field) => statement[field] === visit[field]);
  return same && statement.practice === practice && statement.epoch === epoch;
}

function tells({ replaces, motive, note, patient }: BookingContent, { replaces: old, told }: ProposedVisit): boolean {
  const named = patient.given === told.patient.given && patient.family === told.patient.family;
  return replaces === old && motive === told.motive && note === told.note && named;
}
