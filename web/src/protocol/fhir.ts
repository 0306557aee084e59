/** A person's visits, letters and consents as a FHIR R4 bundle of type collection (SPEC 17). What it cannot say is left out. */
import type { SelfCopy } from "./appointments";
import { type Consent, type Decision, textOf as shownText } from "./consents";
import { b64, type Bytes, fromB64, fromHex, hex, utf8 } from "./encoding";
import { type Attached, type Cover, deskEpoch, type Letter } from "./letters";
import { hash } from "./primitives";
import { momentOf } from "./shapes";
import type { Statement } from "./statements";
import type { Terms } from "./terms";
import type { Identity, Relative } from "./vault";

type Value = string | number | readonly Value[] | { readonly [name: string]: Value };
type Resource = Readonly<Record<string, Value>>;

const terminology = "http://terminology.hl7.org/CodeSystem/";
const consentStatus: Readonly<Record<Decision, string>> = { granted: "active", refused: "rejected", withdrawn: "inactive" };

/** A letter about a visit, as its patient's client believed and opened it. */
export interface WrittenLetter {
  cover: Cover;
  letter: Letter;
}

/** A visit, as its patient's client believed it. */
export interface FhirVisit {
  statements: readonly Statement[];
  told: SelfCopy;
  letters: readonly WrittenLetter[];
}

/** What was decided about somebody, in order; their name is kept only while they agree. */
export interface Decided {
  chain: readonly Consent[];
  relative: Relative | undefined;
}

/** What a practice asked about a visit, and what was decided, in order. */
export interface Agreed {
  terms: Terms;
  chain: readonly Consent[];
}

/** Every resource once, each named by a UUID. */
export function bundleOf(account: string, profile: Identity, visits: readonly FhirVisit[], made: string, consents: readonly Decided[] = [], agreements: readonly Agreed[] = []): Bytes {
  const resources = new Map<string, Resource>();
  const told = [[urn(account), holderOf(account, profile)] as const, ...decisionsOf(account, consents), ...resourcesOf(account, profile, visits, made), ...agreementsOf(account, profile, visits, agreements)];
  for (const [name, resource] of told) if (!resources.has(name)) resources.set(name, resource);
  const entry = [...resources].map(([fullUrl, resource]) => ({ fullUrl, resource }));
  // FHIR has no empty list.
  return written({ resourceType: "Bundle", type: "collection", timestamp: made, ...(entry.length === 0 ? {} : { entry }) });
}

function* resourcesOf(account: string, profile: Identity, visits: readonly FhirVisit[], made: string): Generator<[string, Resource]> {
  for (const visit of visits) {
    const { told } = visit;
    const other = otherPatient(told.patient, profile);
    const subject = urn(other?.id ?? account);
    if (other !== undefined) yield [subject, other.resource];
    yield [urn(told.practice), organizationOf(told)];
    if (told.practitioner !== "") yield [urn(told.practitioner), practitionerOf(told)];
    const appointment = visit.statements.at(-1)?.appointment ?? "";
    yield [urn(appointment), appointmentOf(visit, subject)];
    yield [urn(hex(hash("export-provenance", utf8(appointment)))), provenanceOf(visit, subject, made)];
    yield* communicationsOf(visit, subject, urn(account));
  }
}

function holderOf(account: string, { given, family, phone, email, birth_date }: Identity): Resource {
  const reached = [["phone", phone], ["email", email]] as const;
  const telecom = reached.filter(([, value]) => value !== "").map(([system, value]) => ({ system, value }));
  return filled({ resourceType: "Patient", id: account, name: nameOf(given, family), telecom, birthDate: birth_date });
}

/** Somebody else for whom the holder of the account booked; nothing where it is the holder. */
function otherPatient({ given, family }: SelfCopy["patient"], profile: Identity): { id: string; resource: Resource } | undefined {
  if (given === profile.given && family === profile.family) return undefined;
  const id = otherId({ given, family });
  return { id, resource: filled({ resourceType: "Patient", id, name: nameOf(given, family) }) };
}

function otherId({ given, family }: SelfCopy["patient"]): string {
  return hex(hash("export-patient", utf8(`${given}\0${family}`))).slice(0, 32);
}

function* decisionsOf(account: string, consents: readonly Decided[]): Generator<[string, Resource]> {
  for (const { chain, relative } of consents) {
    const last = chain.at(-1);
    if (last === undefined) continue;
    const forRelative = last.about === "proxy";
    const id = forRelative ? (relative === undefined ? last.scope : otherId(relative)) : account;
    if (forRelative) yield [urn(id), relativeOf(id, relative)];
    yield [urn(hex(hash("export-consent", utf8(last.scope)))), ofAccount(chain, last, urn(id), urn(account))];
  }
}

function* agreementsOf(account: string, profile: Identity, visits: readonly FhirVisit[], agreements: readonly Agreed[]): Generator<[string, Resource]> {
  const subjects = new Map(visits.map(({ statements, told }) => [statements.at(-1)?.appointment, urn(otherPatient(told.patient, profile)?.id ?? account)] as const));
  for (const { terms, chain } of agreements) {
    const last = chain.at(-1);
    if (last === undefined) continue;
    yield [urn(terms.practice), filled(named(terms.practice, terms.practice_name))];
    if (terms.to !== undefined) yield [urn(terms.to.practice), filled(named(terms.to.practice, terms.to.practice_name))];
    const subject = subjects.get(terms.appointment) ?? urn(account);
    yield [urn(hex(hash("export-consent", utf8(last.scope)))), ofVisit(terms, chain, last, subject, urn(account))];
  }
}

/** Whom a consent is about: the patient of their visits, or nobody's name. */
function relativeOf(id: string, relative: Relative | undefined): Resource {
  if (relative === undefined) return { resourceType: "Patient", id };
  return filled({ resourceType: "Patient", id, name: nameOf(relative.given, relative.family), birthDate: relative.birth_date });
}

/** To act for somebody, or to be told something. */
function ofAccount(chain: readonly Consent[], last: Consent, concerned: string, holder: string): Resource {
  const actor = [{ role: { coding: [{ system: `${terminology}v3-RoleCode`, code: "DELEGATEE" }] }, reference: { reference: holder } }];
  // FHIR has no role for whoever carries messages; the text says who does what.
  return consentOf(chain, last, concerned, holder, "patient-privacy", { ...(last.about === "proxy" ? { actor } : {}), purpose: purpose("PATADMIN") });
}

/** To share something of a visit with a practice, or to reuse it; what for stands in the raw file. */
function ofVisit(terms: Terms, chain: readonly Consent[], last: Consent, subject: string, holder: string): Resource {
  const organization = [{ reference: urn(terms.practice) }];
  if (terms.to === undefined) return { organization, ...consentOf(chain, last, subject, holder, "research", { purpose: purpose("HRESCH") }) };
  const actor = [{ role: { coding: [{ system: `${terminology}v3-ParticipationType`, code: "IRCP" }] }, reference: { reference: urn(terms.to.practice) } }];
  return { organization, ...consentOf(chain, last, subject, holder, "patient-privacy", { actor, purpose: purpose("TREAT") }) };
}

function purpose(code: string): Value {
  return [{ system: `${terminology}v3-ActReason`, code }];
}

/** As it stands; how it came to that is in the raw file. R4 hashes attachments by SHA-1, so SHA-256 is its name. */
function consentOf(chain: readonly Consent[], last: Consent, concerned: string, holder: string, scope: string, rule: Resource): Resource {
  const name = `ni:///sha-256;${b64(fromHex(last.text))}`;
  const text = shownText(last.about, last.version, last.language)?.text ?? "";
  const since = chain.findLast(({ decision }) => decision === "granted")?.day ?? "";
  const period = filled({ start: since, end: last.decision === "withdrawn" ? last.day : "" });
  return {
    resourceType: "Consent",
    status: consentStatus[last.decision],
    scope: { coding: [{ system: `${terminology}consentscope`, code: scope }] },
    category: [{ coding: [{ system: "http://loinc.org", code: "59284-0" }] }],
    patient: { reference: concerned },
    dateTime: last.day,
    performer: [{ reference: last.word === "self" ? concerned : holder }],
    sourceAttachment: filled({ contentType: "text/plain; charset=utf-8", language: last.language, data: paddedBase64(utf8(text)), url: name }),
    policy: [{ uri: name }],
    provision: {
      type: last.decision === "granted" ? "permit" : "deny",
      ...rule,
      ...(Object.keys(period).length === 0 ? {} : { period }),
    },
  };
}

/** As FHIR has it; ours goes without padding and has two other signs. */
function paddedBase64(data: Bytes): string {
  const text = b64(data).replaceAll("-", "+").replaceAll("_", "/");
  return text.padEnd(Math.ceil(text.length / 4) * 4, "=");
}

function organizationOf({ practice, practice_name, phone, address }: SelfCopy): Resource {
  const telecom = phone === "" ? [] : [{ system: "phone", value: phone }];
  return filled({ ...named(practice, practice_name), telecom, address: textOf(address) });
}

function named(id: string, name: string): Resource {
  return { resourceType: "Organization", id, name };
}

function practitionerOf({ practitioner, practitioner_name }: SelfCopy): Resource {
  return filled({ resourceType: "Practitioner", id: practitioner, name: textOf(practitioner_name) });
}

function appointmentOf({ statements, told }: FhirVisit, subject: string): Resource {
  const last = statements.at(-1);
  if (last === undefined) return {};
  const comers = [subject, ...(told.practitioner === "" ? [] : [urn(told.practitioner)])];
  return filled({
    resourceType: "Appointment",
    id: last.appointment,
    status: last.state,
    reasonCode: textOf(told.motive_label),
    supportingInformation: [{ reference: urn(told.practice) }],
    start: last.start,
    end: momentOf(new Date(Date.parse(last.start) + last.duration * 60_000)),
    minutesDuration: last.duration,
    comment: told.note,
    participant: comers.map((reference) => ({ actor: { reference }, status: "accepted" })),
  });
}

/** Who signed each state, in their order; what they signed stands in the raw file. */
function provenanceOf({ statements, told }: FhirVisit, subject: string, made: string): Resource {
  return {
    resourceType: "Provenance",
    target: [{ reference: urn(statements.at(-1)?.appointment ?? "") }],
    recorded: made,
    agent: statements.map(({ sequence, state, by }) => ({
      type: { text: `${sequence} ${state}` },
      who: { reference: by === "manage" ? subject : urn(told.practice) },
    })),
    entity: [{ role: "source", what: { display: "serment.json" } }],
  };
}

/** What was written, each letter by itself; an answer names its request, where that opened too. */
function* communicationsOf({ letters, told }: FhirVisit, subject: string, holder: string): Generator<[string, Resource]> {
  const asked = new Map(letters.filter(({ cover }) => deskEpoch(cover) === undefined).map(({ cover }) => [cover.number, letterId(cover)] as const));
  for (const each of letters) {
    const { answers } = each.cover;
    const request = answers === undefined ? "" : (asked.get(answers.number) ?? "");
    yield [urn(letterId(each.cover)), communicationOf(each, request, [holder, urn(told.practice)], subject)];
  }
}

function communicationOf({ cover, letter }: WrittenLetter, request: string, [holder, practice]: readonly [string, string], subject: string): Resource {
  const [sender, recipient] = deskEpoch(cover) === undefined ? [holder, practice] : [practice, holder];
  const said = letter.text === "" ? [] : [{ contentString: letter.text }];
  return filled({
    resourceType: "Communication",
    id: letterId(cover),
    inResponseTo: request === "" ? [] : [{ reference: urn(request) }],
    status: "completed",
    topic: { text: letter.outcome === undefined ? letter.kind : `${letter.kind} ${letter.outcome}` },
    subject: { reference: subject },
    about: [{ reference: urn(cover.appointment) }],
    sent: letter.at,
    recipient: [{ reference: recipient }],
    sender: { reference: sender },
    payload: [...said, ...letter.files.map((file) => ({ contentAttachment: attachmentOf(file) }))],
  });
}

/** A file by its name; of what kind it is, nobody said. One's own copy of a letter has no content. */
function attachmentOf({ name, content }: Attached): Resource {
  return filled({ contentType: "application/octet-stream", data: paddedBase64(fromB64(content)), title: name });
}

function letterId(cover: Cover): string {
  const hand = deskEpoch(cover) === undefined ? "manage" : "desk";
  return hex(hash("export-letter", utf8(`${cover.appointment}\0${hand}\0${cover.number}`)));
}

function nameOf(given: string, family: string): readonly Resource[] {
  const name = filled({ family, given: given === "" ? [] : [given] });
  return Object.keys(name).length === 0 ? [] : [name];
}

function textOf(text: string): readonly Resource[] {
  return text === "" ? [] : [{ text }];
}

/** Without what is empty, which FHIR does not allow. */
function filled(resource: Resource): Resource {
  return Object.fromEntries(Object.entries(resource).filter(([, value]) => value !== "" && !(Array.isArray(value) && value.length === 0)));
}

/** The first sixteen bytes of an id as a UUID. */
function urn(digits: string): string {
  return `urn:uuid:${digits.slice(0, 32).replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-")}`;
}

function written(resource: Resource): Bytes {
  return utf8(JSON.stringify(sorted(resource)));
}

function sorted(value: Value): Value {
  if (typeof value !== "object") return value;
  if (isList(value)) return value.map(sorted);
  return Object.fromEntries(Object.keys(value).sort().map((name) => [name, sorted(value[name] ?? "")]));
}

function isList(value: Value): value is readonly Value[] {
  return Array.isArray(value);
}
