/** A person's visits as a FHIR R4 bundle of type collection (SPEC 17). What a resource cannot say is left out. */
import type { SelfCopy } from "./appointments";
import { type Bytes, hex, utf8 } from "./encoding";
import { hash } from "./primitives";
import { momentOf } from "./shapes";
import type { Statement } from "./statements";
import type { Identity } from "./vault";

type Value = string | number | readonly Value[] | { readonly [name: string]: Value };
type Resource = Readonly<Record<string, Value>>;

/** A visit, as its patient's client believed it. */
export interface FhirVisit {
  statements: readonly Statement[];
  told: SelfCopy;
}

/** Every resource once, each named by a UUID. */
export function bundleOf(account: string, profile: Identity, visits: readonly FhirVisit[], made: string): Bytes {
  const resources = new Map<string, Resource>();
  for (const [name, resource] of resourcesOf(account, profile, visits, made)) if (!resources.has(name)) resources.set(name, resource);
  const entry = [...resources].map(([fullUrl, resource]) => ({ fullUrl, resource }));
  // FHIR has no empty list.
  return written({ resourceType: "Bundle", type: "collection", timestamp: made, ...(entry.length === 0 ? {} : { entry }) });
}

function* resourcesOf(account: string, profile: Identity, visits: readonly FhirVisit[], made: string): Generator<[string, Resource]> {
  yield [urn(account), holderOf(account, profile)];
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
  const id = hex(hash("export-patient", utf8(`${given}\0${family}`))).slice(0, 32);
  return { id, resource: filled({ resourceType: "Patient", id, name: nameOf(given, family) }) };
}

function organizationOf({ practice, practice_name, phone, address }: SelfCopy): Resource {
  const telecom = phone === "" ? [] : [{ system: "phone", value: phone }];
  return filled({ resourceType: "Organization", id: practice, name: practice_name, telecom, address: textOf(address) });
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
