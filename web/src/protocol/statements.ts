/** Statements: every change of an appointment, signed and chained; and the rules of the chain (SPEC 7). */
import { appointmentId, zeros } from "./appointments";
import { credentialHash } from "./credentials";
import { b64, type Bytes, canonical, hex } from "./encoding";
import { insist, Refusal } from "./errors";
import { hash } from "./primitives";
import { digest, identifier, integer, matching, moment, oneOf, type Read, slug, structure } from "./shapes";
import { bodyHash, peek, sign, type Signed, verify } from "./signed";

export const states = ["booked", "arrived", "fulfilled", "noshow", "cancelled"] as const;
export type State = (typeof states)[number];

export const statementShape = structure({
  type: oneOf("appointment"),
  appointment: digest,
  practice: identifier,
  sequence: integer(0),
  state: oneOf(...states),
  schedule: identifier,
  start: moment,
  duration: integer(5, 480),
  class: slug,
  epoch: integer(1),
  previous: digest,
  by: matching(/^(?:manage|desk:[1-9]\d{0,15})$/),
  contents: digest,
});
export type Statement = Read<typeof statementShape>;

/** Undoing is a transition like any other; nothing leaves `cancelled`. */
const transitions: Readonly<Record<State, readonly State[]>> = {
  booked: ["booked", "cancelled", "arrived", "noshow"],
  arrived: ["booked", "fulfilled", "noshow"],
  noshow: ["booked", "arrived"],
  fulfilled: ["arrived"],
  cancelled: [],
};

export interface Contents {
  manage: Bytes;
  envelope: Bytes;
  selfCopy: Bytes;
  ticket: Bytes;
  token: Bytes | undefined;
  /** Where the class is not for everybody. */
  credential?: Bytes | undefined;
}

/** Binds everything a booking carries to its first statement; staff book without a token. */
export function contentsHash({ manage, envelope, selfCopy, ticket, token, credential }: Contents): string {
  const hashes = {
    manage: b64(manage),
    envelope: hex(hash("envelope", envelope)),
    self_copy: hex(hash("self-copy", selfCopy)),
    ticket: hex(hash("ticket", ticket)),
    token: token === undefined ? zeros : hex(hash("token", token)),
    ...(credential === undefined ? {} : { credential: credentialHash(credential) }),
  };
  return hex(hash("contents", canonical(hashes)));
}

export type FirstStatement = Omit<Statement, "v" | "type" | "sequence" | "state" | "previous" | "by">;

/** The booking itself is always signed by the manage key, also when staff hold it. */
export async function bookStatement(first: FirstStatement, manageSeed: Bytes): Promise<Signed> {
  const statement = { ...first, v: 1, type: "appointment", sequence: 0, state: "booked", previous: zeros, by: "manage" } as const;
  return sign(manageSeed, "appointment", statement);
}

export interface Change {
  state: State;
  start?: string;
  schedule?: string;
}

/** The next statement; `by` is `manage` or `desk:<epoch>` and names the seed that signs. */
export async function nextStatement(last: Signed, change: Change, by: string, seed: Bytes): Promise<Signed> {
  const before = peek(last, statementShape);
  const next: Statement = {
    ...before,
    ...change,
    sequence: before.sequence + 1,
    previous: hex(bodyHash("statement", last)),
    by,
    contents: zeros,
  };
  checkStep(before, next);
  return sign(seed, "appointment", statementShape(next));
}

/** The start that a statement names, believed by nobody; "" where there is none to read. */
export function claimedStart(signed: Signed | undefined): string {
  try {
    return signed === undefined ? "" : peek(signed, statementShape).start;
  } catch (error) {
    if (error instanceof Refusal) return "";
    throw error;
  }
}

export type DeskKey = (epoch: number) => Promise<Bytes>;

/** All statements of one appointment, believed: numbers, links, signatures, transitions and what may not change. */
export async function verifyChain(chain: readonly Signed[], manage: Bytes, deskKey: DeskKey): Promise<readonly Statement[]> {
  insist(chain.length > 0, "chain_broken");
  const statements: Statement[] = [];
  for (const [index, signed] of chain.entries()) {
    const statement = await verifyOne(signed, manage, deskKey);
    const before = statements.at(-1);
    const link = index === 0 ? zeros : hex(bodyHash("statement", chain[index - 1] ?? signed));
    insist(statement.sequence === index && statement.previous === link, "chain_broken");
    if (before === undefined) checkFirst(statement, manage);
    else checkStep(before, statement);
    statements.push(statement);
  }
  return statements;
}

async function verifyOne(signed: Signed, manage: Bytes, deskKey: DeskKey): Promise<Statement> {
  const { by } = peek(signed, statementShape);
  const key = by === "manage" ? manage : await deskKey(Number(by.slice("desk:".length)));
  return verify(key, "appointment", signed, statementShape);
}

/** A first statement by itself, as it comes before there is a chain. */
export async function firstStatement(signed: Signed, manage: Bytes): Promise<Statement> {
  const statement = await verify(manage, "appointment", signed, statementShape);
  insist(statement.sequence === 0 && statement.previous === zeros, "chain_broken");
  checkFirst(statement, manage);
  return statement;
}

function checkFirst(statement: Statement, manage: Bytes): void {
  insist(statement.appointment === appointmentId(manage), "chain_broken");
  insist(statement.state === "booked" && statement.by === "manage", "bad_transition");
}

const unchanging = ["appointment", "practice", "duration", "class", "epoch"] as const;

function checkStep(before: Statement, after: Statement): void {
  insist(unchanging.every((field) => before[field] === after[field]) && after.contents === zeros, "chain_broken");
  insist(transitions[before.state].includes(after.state), "bad_transition");
  const mayManage = before.state === "booked" && (after.state === "booked" || after.state === "cancelled");
  insist(after.by !== "manage" || mayManage, "bad_transition");
}
