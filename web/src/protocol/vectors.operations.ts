/** What a vector's operation does in TypeScript: JSON in, JSON out, or a refusal (protocol/vectors/README.md). Tests only. */
import * as accounts from "./accounts";
import * as acts from "./acts";
import * as agefile from "./agefile";
import * as agreements from "./agreements";
import * as appointments from "./appointments";
import * as authority from "./authority";
import * as blindrsa from "./blindrsa";
import * as closings from "./closings";
import { readCode, writeCode } from "./codes";
import { checkCosigned, readWitnesses, type Witnesses, witnessesShape } from "./cosignatures";
import { b64, type Bytes, canonical, fromB64, fromHex, hex, type Json, parse } from "./encoding";
import * as counter from "./counter";
import { verifyEndorsement } from "./endorsements";
import { requireEntry } from "./entry";
import * as erasures from "./erasures";
import * as evidence from "./evidence";
import { insist, Refusal } from "./errors";
import * as consents from "./consents";
import * as exported from "./exports";
import * as devices from "./devices";
import * as hardening from "./hardening";
import * as invitations from "./invitations";
import * as clocks from "./clocks";
import * as kit from "./kit";
import * as kitfile from "./kitfile";
import * as letters from "./letters";
import * as marks from "./marks";
import { pad, unpad } from "./padding";
import { passkeyInput } from "./passkey";
import * as practice from "./practice";
import { derive, ed25519Sign, hash, signPublic } from "./primitives";
import { verifyPublication } from "./publication";
import * as recovery from "./recovery";
import * as referrals from "./referrals";
import * as research from "./research";
import * as releases from "./releases";
import * as replacements from "./replacements";
import { type Context, open, unlock } from "./sealing";
import { combine, split } from "./shamir";
import { day, integer, list, moment, type Shape } from "./shapes";
import * as requests from "./requests";
import * as shares from "./shares";
import { type Signed, signedShape, verify, verifyBytes } from "./signed";
import * as statements from "./statements";
import * as credentials from "./credentials";
import * as returns from "./returns";
import * as tokens from "./tokens";
import * as transparency from "./transparency";
import * as terms from "./terms";
import { openVault, relativeShape, type VaultWay } from "./vault";
import * as visitErasures from "./visit-erasures";
import { sealPublic } from "./xwing";
import { zipStored } from "./zips";

type Values = Readonly<Record<string, Json>>;

/** Reads the input of a vector by name. */
export class Given {
  readonly #values: Values;

  constructor(values: Values) {
    this.#values = values;
  }

  json<T = Json>(name: string): T {
    const value = this.#values[name];
    if (value === undefined) throw new Error(`The vector has no ${name}.`);
    return value as T;
  }

  has(name: string): boolean {
    return name in this.#values;
  }

  text<T extends string = string>(name: string): T {
    return this.json<T>(name);
  }

  number(name: string): number {
    return this.json<number>(name);
  }

  bytes(name: string): Bytes {
    return fromB64(this.text(name));
  }

  list(name: string): Bytes[] {
    return this.json<string[]>(name).map(fromB64);
  }

  as<T extends Json>(name: string, shape: Shape<T>): T {
    return shape(this.json(name));
  }

  signed(name: string): Signed {
    return this.as(name, signedShape);
  }

  context(name: string): Context {
    return this.json<Context>(name);
  }

  checkpoint(name: string): transparency.Checkpoint {
    const { origin, size, root } = this.json<{ origin: string; size: number; root: string }>(name);
    return { origin, size, root: fromB64(root) };
  }

  place(): appointments.Place {
    return { practice: this.text("practice"), epoch: this.number("epoch"), appointment: this.text("appointment") };
  }
}

async function wayIn(given: Given): Promise<Values> {
  const way = accounts.wayIn(given.bytes("secret"), given.text("audience"));
  return { locator: hex(way.locator), sign_public: b64(await signPublic(way.signSeed)), seal_public: b64(await sealPublic(way.sealSeed)) };
}

async function openRoot(given: Given): Promise<Values> {
  const way = accounts.wayIn(given.bytes("secret"), given.text("audience"));
  return { root: b64(await accounts.openRoot(given.bytes("sealed_root"), given.text("account"), way)) };
}

async function memberKeys(given: Given): Promise<Values> {
  const keys = await accounts.memberKeys(given.bytes("root"));
  return { member: keys.member, sign_public: b64(keys.signPublic), seal_public: b64(keys.sealPublic) };
}

async function openAccountVault(given: Given): Promise<Values> {
  const blob = { version: given.number("version"), previous: given.text("previous"), blob: given.bytes("blob") };
  return { vault: await openVault(blob, accounts.vaultKey(given.bytes("root")), given.text("account"), given.number("seen")) };
}

async function verifySigned(given: Given): Promise<Values> {
  const signed = given.signed("signed");
  await verifyBytes(given.bytes("public"), given.text("name"), fromB64(signed.body), fromB64(signed.signature));
  return { body: parse(fromB64(signed.body)) };
}

async function blindMessage(given: Given): Promise<Values> {
  const factor = BigInt(`0x${hex(given.bytes("factor"))}`);
  const { blinded, inverse } = await blindrsa.blindMessage(given.bytes("modulus"), given.bytes("message"), factor, given.bytes("salt"));
  return { blinded: b64(blinded), inverse: b64(inverse) };
}

async function finishToken(given: Given): Promise<Values> {
  const request = { input: given.bytes("token_input"), blinded: new Uint8Array(), inverse: given.bytes("inverse") };
  return { token: b64(await tokens.finishToken(request, given.bytes("modulus"), given.bytes("signature"))) };
}

async function checkToken(given: Given): Promise<Values> {
  const keys = given.json<Json[]>("keys").map((key) => tokens.issuerKeyShape(key));
  await tokens.checkToken(given.bytes("token"), given.text("issuer"), given.text("purpose"), keys, given.text("now"));
  return {};
}

async function requestReturn(given: Given): Promise<Values> {
  return blindedRequest(await returns.requestReturn(given.bytes("manage_seed"), given.text("installation"), given.bytes("modulus")));
}

function credentialKey(given: Given): credentials.CredentialKey {
  return given.as("key", credentials.credentialKeyShape);
}

async function openCredentialKey(given: Given): Promise<Values> {
  const key = credentialKey(given);
  const { p, q } = await credentials.openCredentialKey(key, given.text("practice"), given.number("epoch"), given.bytes("filing_key"));
  return { p: b64(p), q: b64(q), key_id: credentials.keyIdOf(key) };
}

async function requestCredentials(given: Given): Promise<Values> {
  const key = credentialKey(given);
  const requests = await credentials.requestCredentials(given.bytes("manage_seed"), given.text("practice"), key, given.number("count"));
  return { requests: requests.map(blindedRequest), ask: credentials.askOf(requests, key) };
}

async function openCredentials(given: Given): Promise<Values> {
  const where = [given.text("practice"), given.text("appointment")] as const;
  return { credentials: await credentials.openCredentials(given.bytes("sealed"), given.bytes("reply_seed"), ...where) };
}

async function finishCredentials(given: Given): Promise<Values> {
  const answer = given.json<credentials.Credentials>("credentials");
  const found = await credentials.finishCredentials(answer, given.bytes("manage_seed"), given.text("practice"), credentialKey(given));
  return { credentials: found.map(b64) };
}

async function checkCredential(given: Given): Promise<Values> {
  await credentials.checkCredential(given.bytes("credential"), given.text("practice"), given.text("audience"), given.bytes("modulus"));
  return { key_id: credentials.credentialKeyId(given.bytes("credential")) };
}

function blindedRequest({ input, blinded, inverse }: tokens.TokenRequest): Values {
  return { token_input: b64(input), blinded: b64(blinded), inverse: b64(inverse) };
}

async function openWrap(given: Given): Promise<Values> {
  const where = [given.text("practice"), given.number("epoch"), given.text("member")] as const;
  const compartment = given.has("compartment") ? given.text<practice.Compartment>("compartment") : practice.desk;
  return { secrets: await practice.openWrap(given.bytes("sealed"), ...where, given.bytes("seal_seed"), compartment) };
}

async function openMembers(given: Given): Promise<Values> {
  const record = given.json<practice.EpochRecord>("record");
  return { members: await practice.openMembers(given.bytes("locked"), record, given.json<practice.CompartmentSecrets>("secrets")) };
}

function enter(given: Given): Values {
  const entered = { openedBy: given.text("opened_by"), held: given.text("held") };
  requireEntry(given.as("members", practice.membersShape), given.json<VaultWay[]>("ways"), entered);
  return {};
}

async function readAnswer(given: Given): Promise<Values> {
  const parts = [given.bytes("secret"), given.text("practice"), given.bytes("answer"), given.bytes("mac")] as const;
  const { answer, name } = await invitations.readAnswer(...parts);
  return { answer, name };
}

async function manageKeys(given: Given): Promise<Values> {
  const keys = await appointments.manageKeys(given.bytes("seed"));
  const reply = await appointments.replyPublic(keys);
  return { appointment: keys.appointment, entry: appointments.entryId(keys.signPublic), pseudonym: appointments.pseudonym(given.bytes("seed"), "0".repeat(32)), sign_public: b64(keys.signPublic), reply_public: reply, self_copy_key: b64(keys.selfCopyKey) };
}

function contentsHash(given: Given): Values {
  const [manage, envelope, selfCopy, ticket, token] = [
    given.bytes("manage"),
    given.bytes("envelope"),
    given.bytes("self_copy"),
    given.bytes("ticket"),
    given.bytes("token"),
  ];
  return { contents: statements.contentsHash({ manage, envelope, selfCopy, ticket, token: token.length === 0 ? undefined : token, ...(given.has("credential") ? { credential: given.bytes("credential") } : {}) }) };
}

async function openSelfCopy(given: Given): Promise<Values> {
  return { content: await appointments.openSelfCopy(given.bytes("locked"), await appointments.manageKeys(given.bytes("seed"))) };
}

async function signNext(given: Given): Promise<Values> {
  const [start, schedule] = [given.text("start"), given.text("schedule")];
  const change = { state: given.text<statements.State>("state"), ...(start ? { start } : {}), ...(schedule ? { schedule } : {}) };
  return { signed: await statements.nextStatement(given.signed("last"), change, given.text("by"), given.bytes("seed")) };
}

function deskKeysOf(given: Given): statements.DeskKey {
  const keys = given.json<Record<string, string>>("desk_keys");
  return async (epoch) => {
    const key = keys[epoch];
    if (key === undefined) throw new Refusal("bad_signature");
    return fromB64(key);
  };
}

async function believeLetter(given: Given): Promise<Values> {
  const deskKey = deskKeysOf(given);
  const posted = { letter: given.signed("letter"), sealed: given.bytes("sealed"), copy: given.bytes("copy") };
  const where = [given.text("practice"), given.text("appointment"), given.bytes("manage")] as const;
  return { cover: await letters.believeLetter(posted, ...where, deskKey) };
}

function runClock(given: Given): Values {
  const [clock, at] = [given.text<clocks.Clock>("clock"), given.text("asked")];
  const asked = at.slice(0, 10);
  return {
    due: clocks.dueDay(clock, asked),
    extended: clocks.dueDay(clock, asked, true),
    may_extend: clocks.mayExtend(clock, asked, given.text("today")),
    opens: clocks.opensAt(clock, at),
  };
}

async function verifyChain(given: Given): Promise<Values> {
  const deskKey = deskKeysOf(given);
  const chain = given.json<Json[]>("chain").map((signed) => signedShape(signed));
  return { statements: await statements.verifyChain(chain, given.bytes("manage"), deskKey) };
}

async function signRead(given: Given): Promise<Values> {
  const request = { origin: given.text("origin"), method: given.text("method"), path: given.text("path"), body: given.bytes("body") };
  const keys = await appointments.manageKeys(given.bytes("seed"));
  return { header: await appointments.signRead(request, keys, new Date(given.text("now"))) };
}

function filed(given: Given, name: string): readonly [appointments.Filing, appointments.Place, Bytes, Bytes | undefined] {
  const written = given.json<{ revision: number; previous: string; epoch: number; blob: string; member: string; signature: string }>(name);
  const filing = { ...written, blob: fromB64(written.blob), signature: fromB64(written.signature) };
  const member = given.bytes("member_sign");
  return [filing, given.place(), given.bytes("filing_key"), member.length === 0 ? undefined : member];
}

async function openAbsence(given: Given): Promise<Values> {
  const where = [given.text("practice"), given.number("epoch"), given.text("absence")] as const;
  return { reason: await appointments.openAbsence(given.bytes("sealed"), ...where, given.bytes("filing_key")) };
}

async function openCheckpoint(given: Given): Promise<Values> {
  const key = transparency.readLogKey(given.text("verifier"));
  const { origin, size, root } = await transparency.openCheckpoint(given.text("note"), given.text("origin"), key);
  return { origin, size, root: b64(root) };
}

function checkInclusion(given: Given): Values {
  transparency.checkInclusion(given.as("bundle", transparency.bundleShape), given.checkpoint("checkpoint"));
  return {};
}

/** The order of SPEC section 9, as worker/logs.ts keeps it with the network in between. */
async function openBundle(given: Given): Promise<Values> {
  const [key, origin] = [transparency.readLogKey(given.text("verifier")), given.text("origin")];
  const bundle = given.as("bundle", transparency.bundleShape);
  const now = await transparency.openCheckpoint(bundle.checkpoint, origin, key);
  if (given.text("seen") !== "") {
    const seen = await transparency.openCheckpoint(given.text("seen"), origin, key);
    transparency.checkGrowth(seen, now, given.list("consistency"));
  }
  await checkCosigned(bundle.checkpoint, policyOf(given), new Date(given.text("now")));
  transparency.checkInclusion(bundle, now);
  return { signed: transparency.readEntry(bundle, given.text("kind")), size: now.size };
}

async function verifyEndorsed(given: Given): Promise<Values> {
  const root = given.json<practice.RootRecord>("record");
  const replacement = given.has("replacement") ? given.text("replacement") : "";
  const found = await verifyEndorsement(given.signed("signed"), given.bytes("custodian"), root, given.text("today"), given.json("demo"), replacement);
  return { endorsement: found };
}

async function verifyReplacements(given: Given): Promise<Values> {
  const chain = given.as("chain", list(signedShape));
  const roots = await replacements.verifyReplacements(chain, given.bytes("custodian"), given.text("practice"), given.bytes("first"), given.text("today"));
  return { root: b64(replacements.rootNow(roots)), number: replacements.timesReplaced(roots), replacement: roots.replacement };
}

async function verifyRootRequest(given: Given): Promise<Values> {
  const signed = given.signed("signed");
  const request = await replacements.verifyRootRequest(signed, given.text("present"));
  return { request, id: replacements.rootRequestId(signed), mark: replacements.rootRequestMark(signed) };
}

async function verifyPastEpoch(given: Given): Promise<Values> {
  const roots = { known: given.list("roots"), replacement: given.text("replacement"), previous: "" };
  return { record: await replacements.verifyPastEpoch(given.as("chain", list(signedShape)), given.text("practice"), roots, given.number("epoch")) };
}

function policyOf(given: Given): Witnesses {
  return readWitnesses(given.as("witnesses", witnessesShape));
}

async function checkCosignatures(given: Given): Promise<Values> {
  await checkCosigned(given.text("note"), policyOf(given), new Date(given.text("now")));
  return {};
}

function readLogKey(given: Given): Values {
  const { name, keyId, publicKey } = transparency.readLogKey(given.text("verifier"));
  return { name, key_id: hex(keyId), public: b64(publicKey) };
}

function readManifest(given: Given): Values {
  return { files: releases.readManifest(given.bytes("manifest")).files.length, hash: releases.releaseHash(given.bytes("manifest")) };
}

async function openRelease(given: Given): Promise<Values> {
  const installation = releases.installationHash(given.bytes("installation"));
  const { record } = await releases.openRelease(given.as("published", releases.publishedShape), given.list("keys"), installation);
  return { record };
}

function checkHeaders(given: Given): Values {
  const headers = new Map(Object.entries(given.json<Record<string, string>>("headers")));
  const { platform, custodian, tls } = given.json<{ platform: string; custodian: string; tls: boolean }>("place");
  releases.checkHeaders(releases.readManifest(given.bytes("manifest")), given.text("path"), headers, { platform, custodian, tls });
  return {};
}

function nothing(): Values {
  return {};
}

const agreementOperations: Readonly<Record<string, (given: Given) => Values | Promise<Values>>> = {
  terms_scope: (given) => ({ scope: terms.scopeOfTerms(given.as("terms", terms.termsShape as Shape<Json>) as terms.Terms) }),
  verify_agreement: async (given) => ({ decisions: await agreements.verifyAgreement(terms.agreementShape(given.json("agreement")), given.bytes("manage")) }),
  consent_courses: async (given) => {
    const written = given.json<{ cover: Json; letter: Json }[]>("letters").map(({ cover, letter }) => [letters.coverShape(cover), letters.letterShape(letter)] as const);
    const found = await agreements.coursesOf(written, given.text("practice"), given.bytes("manage"));
    return { courses: found.map(courseValues) };
  },
  open_referral: async (given) => ({ signed: await referrals.openReferral(given.bytes("sealed"), given.json<referrals.Slot & Json>("slot"), given.bytes("seal_seed")) }),
  verify_referral: async (given) => {
    const keys = given.json<Record<string, string>>("desk_keys");
    const deskKey = (practice: string, epoch: number) => {
      const key = keys[`${practice} ${epoch}`];
      insist(key !== undefined, "bad_signature");
      return Promise.resolve(fromB64(key));
    };
    const slot = given.json<referrals.Slot & Json>("slot");
    const { referral, chain, right } = await referrals.verifyReferral(given.signed("signed"), slot, deskKey, given.bytes("platform_log"));
    return { referral: referral as Json, decisions: chain.map(({ decision }) => decision), right };
  },
  open_project: async (given) => ({ project: await research.openProject(given.bytes("sealed"), given.text("practice"), given.number("epoch"), given.bytes("filing_key")) }),
  research_row: (given) => {
    const row = research.researchRow(given.as("project", terms.projectShape), given.bytes("reply"), given.text("birth_date"), given.text("motive"), given.text("start"));
    return { row: { ...row } };
  },
};

function courseValues(course: agreements.Course): Values {
  const { scope, records, chain, handed, broken } = course;
  const decisions = chain.map(({ decision }) => decision);
  return { scope, decisions, records: records.length, handed, broken, stands: agreements.courseStands(course), withdrawn: agreements.courseWithdrawn(course), again: agreements.courseAgain(course) };
}

const counterOperations: Readonly<Record<string, (given: Given) => Values | Promise<Values>>> = {
  code_words: async (given) => ({ words: await kit.codeWords(given.bytes("code"), given.text("language")) }),
  write_code: (given) => ({ link: writeCode(given.text("kind"), given.bytes("code")) }),
  read_code: async (given) => ({ code: b64(await readCode(given.text("kind"), given.text("typed"))) }),
  claim_seed: (given) => ({ seed: b64(appointments.claimSeed(given.bytes("code"))) }),
  meeting_id: (given) => ({ meeting: counter.meetingId(given.bytes("code")) }),
  open_hello: async (given) => ({ hello: await counter.openHello(given.bytes("code"), given.bytes("locked")) }),
  code_of_hello: (given) => ({ code: b64(counter.codeOf(given.json("hello"))) }),
  open_proposal: async (given) => ({ proposal: (await counter.openProposal(given.bytes("code"), given.bytes("locked"))).proposal }),
  meeting_mark: (given) => ({ mark: counter.meetingMark(given.bytes("nonce"), given.bytes("hello"), given.bytes("proposal")) }),
  verify_proposal: async (given) => ({
    proposal: await counter.verifyProposal(given.signed("signed"), given.bytes("code"), given.bytes("hello"), given.bytes("desk_sign")),
  }),
  believe_answer: async (given) => {
    const [code, locked, proposal] = [given.bytes("code"), given.bytes("locked"), given.bytes("proposal")];
    const { answer, content } = await counter.believeAnswer(code, locked, proposal, given.number("number"), given.json("hello"), given.bytes("desk_seal_seed"));
    return { answer, content };
  },
};

const officersOperations: Readonly<Record<string, (given: Given) => Values | Promise<Values>>> = {
  verify_act: async (given) => ({ act: await acts.verifyAct(given.signed("signed"), given.bytes("public")) }),
  verify_day: async (given) => ({ day: await acts.verifyDay(given.signed("signed"), given.bytes("public")) }),
  officer_challenge: (given) => ({ challenge: b64(acts.officerChallenge(given.json("statement"))) }),
  decision_hash: (given) => ({ hash: acts.decisionHash(given.bytes("body")) }),
  commitments: (given) => ({
    officer: acts.officerCommitment(given.bytes("salt"), given.bytes("officer")),
    subject: acts.subjectCommitment(given.bytes("salt"), given.json("subject")),
  }),
};

const authorityOperations: Readonly<Record<string, (given: Given) => Values | Promise<Values>>> = {
  authority_decision: (given) => ({ hash: authority.authorityDecisionHash(given.bytes("body")) }),
  address_decision: (given) => ({ hash: authority.addressDecisionHash(given.bytes("body")) }),
  address_record: (given) => ({ person: authority.readAddress(given.bytes("body")).person }),
  authority_record: (given) => ({ appointment: authority.readRecord(given.bytes("body")).appointment }),
  authority_report: async (given) => ({
    report: await authority.verifyReport(given.signed("signed"), given.bytes("public")),
    hash: authority.reportHash(fromB64(given.signed("signed").body)),
  }),
  staff_admission: (given) => ({ hash: authority.admissionHash(given.bytes("body")) }),
  staff_invitation: (given) => ({ hash: authority.invitationHash(given.bytes("body")) }),
  staff_revocation: (given) => ({ hash: authority.revocationHash(given.text("invitation")) }),
  staff_departure: (given) => ({ hash: authority.departureHash(given.text("staff")) }),
  register_step: (given) => ({ hash: authority.registerStepHash(given.bytes("body")) }),
};

const recoveryOperations: Readonly<Record<string, (given: Given) => Values | Promise<Values>>> = {
  split: (given) => ({ shares: split(given.bytes("secret"), given.bytes("slope")).map((share) => b64(share)) }),
  combine: (given) => ({ secret: b64(combine(given.number("number"), given.bytes("share"), given.number("other_number"), given.bytes("other"))) }),
  share_words: async (given) => ({ words: await kit.shareWords(given.bytes("share"), given.text("language")) }),
  read_share: async (given) => ({ share: b64(await kit.readShare(given.text("typed"))) }),
  share_keys: async (given) => {
    const { share, signPublic: publicHalf } = await recovery.shareKeys(given.bytes("share"));
    return { share, sign_public: b64(publicHalf) };
  },
  verify_sharing: async (given) => ({
    record: await recovery.verifySharing(given.signed("signed"), given.text("practice"), given.bytes("root")),
    hash: recovery.sharingHash(given.signed("signed")),
  }),
  combine_shares: async (given) => {
    const { sealSeed, signSeed } = await recovery.combineShares(given.json("record"), given.list("shares"));
    return { seal_public: b64(await sealPublic(sealSeed)), sign_public: b64(await signPublic(signSeed)) };
  },
  open_recovery: async (given) => {
    const record = given.json<recovery.Sharing>("record");
    const keys = await recovery.combineShares(record, given.list("shares"));
    return { content: await recovery.openRecovery(given.bytes("sealed"), keys, record, given.json("epoch_record")) };
  },
  check_pinned: (given) => {
    const sealed = given.bytes("sealed");
    recovery.checkPinned(given.as("members", practice.membersShape), given.signed("signed"), sealed.length === 0 ? undefined : sealed);
    return nothing();
  },
  open_colleague_share: async (given) => ({
    share: b64(await shares.openForColleague(given.bytes("sealed"), given.json("record"), given.text("member"), given.bytes("seal_seed"))),
  }),
  verify_custody: async (given) => (await shares.verifyCustody(given.signed("signed"), given.json("record"), given.text("challenge")), nothing()),
  open_release: async (given) => {
    const request = shares.requestId(given.signed("signed"));
    return { share: b64(await shares.openRelease(given.bytes("sealed"), request, given.json("record"), given.bytes("seal_seed"))) };
  },
  verify_check: async (given) => ({
    check: await shares.verifyCheck(given.signed("signed"), given.json("record"), given.as("members", practice.membersShape)),
  }),
};

export const operations: Readonly<Record<string, (given: Given) => Values | Promise<Values>>> = {
  parse: (given) => ({ value: parse(given.bytes("data")) }),
  canonical: (given) => ({ data: b64(canonical(given.json("value"))) }),
  from_b64: (given) => ({ data: hex(given.bytes("text")) }),
  from_hex: (given) => ({ data: b64(fromHex(given.text("text"))) }),
  read_time: (given) => (given.as("text", moment), nothing()),
  read_day: (given) => (given.as("text", day), nothing()),
  hash: (given) => ({ hash: hex(hash(given.text("name"), given.bytes("data"))) }),
  derive: (given) => ({ derived: b64(derive(given.bytes("secret"), given.text("name"), given.number("length"))) }),
  verify_signed: verifySigned,
  seal_public: async (given) => ({ public: b64(await sealPublic(given.bytes("seed"))) }),
  open_sealed: async (given) => ({ plain: b64(await open(given.bytes("seed"), given.text("purpose"), given.context("context"), given.bytes("sealed"))) }),
  unlock: async (given) => ({ plain: b64(await unlock(given.bytes("key"), given.text("purpose"), given.context("context"), given.bytes("locked"))) }),
  pad: (given) => ({ padded: b64(pad(given.bytes("data"), given.json("buckets"))) }),
  unpad: (given) => ({ data: b64(unpad(given.bytes("padded"), given.json("buckets"))) }),
  sign_erasure: async (given) => {
    const by = accounts.wayIn(given.bytes("secret"), "patient");
    return { statement: await erasures.erasureStatement(by, given.text("account"), given.bytes("drawn"), given.as("time", moment)) };
  },
  verify_account_erasure: async (given) => ({ erasure: await verify(given.bytes("sign"), "erasure", given.signed("statement"), erasures.accountErasureShape) }),
  sign_person_erasure: async (given) => {
    const seed = given.bytes("seed");
    const device = { publicKey: await signPublic(seed), sign: (message: Bytes) => ed25519Sign(seed, message) };
    return { statement: await erasures.personErasureStatement(device, given.text("origin"), given.bytes("drawn")) };
  },
  verify_person_erasure: async (given) => ({ erasure: await verify(given.bytes("sign"), "erasure", given.signed("statement"), erasures.personErasureShape) }),
  verify_erasure: async (given) => ({
    receipt: await erasures.verifyErasure(given.as("done", erasures.doneShape), given.bytes("key"), given.text("hand"), given.bytes("drawn"), given.text("name")),
  }),
  sign_visit_erasure: async (given) => {
    const where = { practice: given.text("practice"), epoch: given.as("epoch", integer(1)), appointment: given.text("appointment"), day: given.text("day") };
    return { statement: await visitErasures.visitErasure(given.bytes("seed"), where, given.signed("last"), given.bytes("nonce")) };
  },
  believe_visit_erasure: async (given) => ({
    erasure: await visitErasures.believeVisitErasure(given.signed("statement"), given.text("practice"), given.text("appointment"), deskKeysOf(given)),
  }),
  erasure_hashes: (given) => {
    const nonce = erasures.handNonce(given.text("hand"), given.bytes("drawn"));
    return { request: erasures.requestHash(nonce), whose: erasures.whose(nonce, given.text("name")), nonce: b64(nonce) };
  },
  open_evidence_event: async (given) => {
    const { seq, kind, hash: made, prev } = await evidence.openEventLine(given.text("line"), given.bytes("key"));
    return { seq, kind, hash: made, prev };
  },
  read_evidence_key: async (given) => ({ record: await evidence.readEvidenceKey(given.signed("record"), given.bytes("key")) }),
  read_evidence_root: async (given) => ({
    record: await evidence.readEvidenceRoot(given.signed("record"), given.bytes("key")),
    next_previous: evidence.rootBefore(given.signed("record")),
  }),
  evidence_day_root: (given) => ({ root: evidence.dayRoot(given.json<string[]>("hashes")) }),
  evidence_sample_seed: (given) => ({ seed: evidence.sampleSeed(given.text("note"), given.text("check")) }),
  zip_stored: (given) => {
    const files = given.json<{ name: string; data: string }[]>("files").map(({ name, data }) => [name, fromB64(data)] as const);
    return { zip: b64(zipStored(Object.fromEntries(files))) };
  },
  consent_text: (given) => {
    const known = consents.textOf(given.text("about"), given.number("version"), given.text("language"));
    insist(known !== undefined, "bad_structure");
    return { text: known.text, hash: consents.textHash(known.text) };
  },
  consent_scope: (given) => ({ scope: consents.scopeOf(given.bytes("root"), given.as("relative", relativeShape)) }),
  own_scope: (given) => ({ scope: consents.ownScope(given.bytes("root"), given.text("about")) }),
  sms_stop: (given) => {
    const stop = consents.stopKey(given.bytes("root"));
    return { stop: b64(stop), hash: b64(consents.stopHash(stop)) };
  },
  verify_consents: async (given) => {
    const found = await consents.verifyConsents(given.as("records", list(signedShape)), given.bytes("key"));
    const told = [...found].map(([scope, chain]) => [`scope_${scope}`, { decisions: chain, stands: consents.stands(chain), again: consents.askAgain(chain) }]);
    return { scopes: Object.fromEntries(told) as Values, newer: consents.newer(given.as("records", list(signedShape))) };
  },
  read_consents: async (given) => {
    const { chains, newer, broken } = await consents.readConsents(given.as("records", list(signedShape)), given.bytes("key"));
    return { read: [...chains.keys()], newer: [...newer], broken: [...broken] };
  },
  write_receipt: (given) => {
    const about = given.has("terms") ? given.as("terms", terms.termsShape) : undefined;
    return { file: b64(consents.writeReceipt(given.text("facts"), given.bytes("key"), given.as("records", list(signedShape)), about)) };
  },
  read_receipt: async (given) => ({ decisions: await consents.readReceipt(given.bytes("file")) }),
  export_bundle: async (given) => ({ bundle: new TextDecoder().decode(await exported.fhirOf(given.as("content", exported.accountExportShape))) }),
  export_archive: async (given) => ({ zip: b64(await exported.archive(given.as("content", exported.accountExportShape), given.text("page"))) }),
  open_with_passphrase: async (given) => ({ plain: b64(await agefile.decryptWithPassphrase(given.bytes("file"), given.text("passphrase"))) }),
  write_kit_address: (given) => ({ address: kitfile.writeKitAddress(given.text("audience"), given.bytes("kit")) }),
  read_kit_address: (given) => {
    const { audience, kit: bytes } = kitfile.readKitAddress(given.text("address"));
    return { audience, kit: b64(bytes) };
  },
  kit_age: async (given) => ({ identity: kitfile.kitIdentity(given.bytes("kit")), recipient: await kitfile.kitRecipient(given.bytes("kit")) }),
  open_kit_file: async (given) => ({ ...(await kitfile.openKitFile(given.bytes("file"), given.bytes("kit"))) }),
  prove_kit_file: async (given) => {
    const proved = await kitfile.proveKitFile(given.as("content", kitfile.kitFileShape));
    return { visits: proved.map((chain) => ({ state: chain.at(-1)?.state ?? "", start: chain.at(-1)?.start ?? "" })) };
  },
  kit_words: async (given) => ({ words: await kit.kitWords(given.bytes("kit"), given.text("language")) }),
  read_kit: async (given) => ({ kit: b64(await kit.readKit(given.text("typed"))) }),
  kit_secret: (given) => ({ secret: b64(accounts.kitSecret(given.bytes("kit"))) }),
  passkey_secret: (given) => ({ secret: b64(accounts.passkeySecret(given.bytes("output"))) }),
  write_device_link: (given) => ({ link: devices.writeDeviceLink(given.text("audience"), given.bytes("secret")) }),
  read_device_link: (given) => {
    const { audience, secret } = devices.readDeviceLink(given.text("link"));
    return { audience, secret: b64(secret) };
  },
  rendezvous_id: (given) => ({ rendezvous: devices.rendezvousId(given.bytes("secret")) }),
  open_device_offer: async (given) => ({ offer: await devices.openOffer(given.bytes("secret"), given.bytes("offer")) }),
  account_proof: (given) => ({ account: devices.accountProof(given.bytes("root")) }),
  secret_of_reveal: (given) => ({ secret: b64(devices.secretOf(given.json("reveal"))) }),
  open_device_reveal: async (given) => {
    const reveal = await devices.openReveal(given.bytes("secret"), given.bytes("reveal"));
    return { reveal, mark: devices.deviceMark(reveal, given.bytes("offer")) };
  },
  passkey_input: () => ({ input: b64(passkeyInput) }),
  browser_secret: (given) => ({ secret: b64(accounts.browserSecret(given.bytes("kept"))) }),
  way_in: wayIn,
  open_root: openRoot,
  member_keys: memberKeys,
  open_vault: openAccountVault,
  normalise: (given) => ({ text: hardening.normalizePassphrase(given.text("passphrase")) }),
  stretch: async (given) => {
    const cost = { memory: given.number("memory"), passes: given.number("passes") };
    return { stretched: b64(await hardening.stretch(given.text("passphrase"), given.bytes("salt"), cost)) };
  },
  finalise: async (given) => ({ output: b64(await hardening.finalize(given.bytes("data"), given.bytes("scalar"), given.bytes("evaluated"))) }),
  passphrase_secret: (given) => ({ secret: b64(hardening.passphraseSecret(given.bytes("stretched"), given.bytes("hardened"))) }),
  check_element: async (given) => (await hardening.checkElement(given.bytes("element")), nothing()),
  token_key_id: (given) => ({ key_id: hex(tokens.tokenKeyId(given.bytes("modulus"))) }),
  challenge_digest: (given) => ({ digest: hex(tokens.challengeDigest(given.text("issuer"), given.text("purpose"))) }),
  blind_message: blindMessage,
  finish_token: finishToken,
  check_token: checkToken,
  request_return: requestReturn,
  sign_due: async (given) => ({ signed: await returns.signDue(given.bytes("relay_seed"), given.json<returns.RightDue>("due")) }),
  open_credential_key: openCredentialKey,
  request_credentials: requestCredentials,
  issue_credentials: (given) => {
    const primes = { p: given.bytes("p"), q: given.bytes("q") };
    return { credentials: credentials.issue(given.as("ask", credentials.credentialAskShape), credentialKey(given), primes) };
  },
  open_credentials: openCredentials,
  finish_credentials: finishCredentials,
  check_credential: checkCredential,
  believe_due: async (given) => ({ due: await returns.believeDue(given.bytes("relay"), given.signed("signed")) }),
  verify_root: async (given) => ({ record: await practice.verifyRoot(given.signed("signed"), given.text("practice")) }),
  verify_endorsement: verifyEndorsed,
  verify_replacements: verifyReplacements,
  verify_root_request: verifyRootRequest,
  verify_past_epoch: verifyPastEpoch,
  sign_closing: async (given) => ({ signed: await closings.signClosing(given.bytes("root_seed"), given.text("practice"), given.text("day")) }),
  verify_closing: async (given) => ({ closing: await closings.verifyClosing(given.signed("signed"), given.text("practice"), given.bytes("root")) }),
  verify_epoch: async (given) => ({
    record: await practice.verifyEpoch(given.signed("signed"), given.text("practice"), given.bytes("root"), given.number("epoch")),
  }),
  open_wrap: openWrap,
  open_previous: async (given) => ({ secrets: await practice.openPrevious(given.bytes("locked"), given.json<practice.CompartmentSecrets>("following")) }),
  open_members: openMembers,
  require_entry: enter,
  open_root_wrap: async (given) => ({
    root_seed: b64(await practice.openRootWrap(given.bytes("sealed"), given.text("practice"), given.text("member"), given.bytes("seal_seed"))),
  }),
  verify_publication: async (given) => ({ publication: await verifyPublication(given.signed("signed"), given.json<practice.EpochRecord>("record")) }),
  read_link: (given) => {
    const { practice: found, secret } = invitations.readLink(given.text("link"));
    return { practice: found, secret: b64(secret) };
  },
  read_answer: readAnswer,
  manage_keys: manageKeys,
  contents_hash: contentsHash,
  open_envelope: async (given) => ({ content: await appointments.openEnvelope(given.bytes("sealed"), given.place(), given.bytes("desk_seal_seed")) }),
  open_self_copy: openSelfCopy,
  sign_next: signNext,
  verify_chain: verifyChain,
  sign_read: signRead,
  open_filing: async (given) => ({ content: await appointments.openFiling(...filed(given, "filing")) }),
  open_note: async (given) => ({ text: await appointments.openNote(...filed(given, "note")) }),
  open_absence: openAbsence,
  believe_letter: believeLetter,
  open_letter: async (given) => ({ content: await letters.openLetter(given.as("cover", letters.coverShape), given.bytes("sealed"), given.bytes("seal_seed")) }),
  open_letter_copy: async (given) => ({
    content: await letters.openLetterCopy(given.as("cover", letters.coverShape), given.bytes("copy"), given.bytes("copy_key")),
  }),
  clock: runClock,
  request_standings: (given) => ({ requests: requests.standings(given.as("covers", list(letters.coverShape)) as letters.Cover[], given.text("today")) }),
  read_log_key: readLogKey,
  open_checkpoint: openCheckpoint,
  check_cosigned: checkCosignatures,
  read_witnesses: (given) => ({ names: policyOf(given).keys.map(({ name }) => name) }),
  check_growth: (given) => (transparency.checkGrowth(given.checkpoint("seen"), given.checkpoint("now"), given.list("proof")), nothing()),
  check_inclusion: checkInclusion,
  open_bundle: openBundle,
  ...agreementOperations,
  ...counterOperations,
  ...recoveryOperations,
  ...officersOperations,
  ...authorityOperations,
  read_manifest: readManifest,
  open_web_release: openRelease,
  check_file: (given) => (releases.checkFile(releases.readManifest(given.bytes("manifest")), given.text("path"), given.bytes("body")), nothing()),
  check_headers: checkHeaders,
  thing: (given) => ({ thing: marks.thing(given.text<marks.MarkKind>("kind"), given.text("identifier")) }),
  check_mark: (given) => (marks.checkMark(given.text<marks.MarkKind>("kind"), markOf(given, "seen"), markOf(given, "now"), given.text("previous")), nothing()),
  check_letters: (given) => {
    const byNumber = new Map(given.json<Signed[]>("letters").map((signed) => [letters.coverOf(signed).number, signed]));
    return { mark: marks.checkLetters(markOf(given, "seen"), byNumber) ?? "" };
  },
  check_chain: (given) => ({ mark: marks.checkChain(markOf(given, "seen"), given.json<Signed[]>("chain")) }),
};

function markOf(given: Given, name: string): marks.Mark | undefined {
  const mark = given.json<marks.Mark | "">(name);
  return mark === "" ? undefined : mark;
}
