/** What a booking sends: envelope for the practice, self-copy for the patient, and the statement that binds them. */
import { type BookingContent, lockSelfCopy, type ManageKeys, replyPublic, sealEnvelope, type SelfCopy } from "../protocol/appointments";
import type { CredentialAsk } from "../protocol/credentials";
import { b64, type Bytes } from "../protocol/encoding";
import { deskOf } from "../protocol/practice";
import { classOf } from "../protocol/publication";
import { bookStatement, contentsHash, type Statement } from "../protocol/statements";
import { type Booking, DoorError, type Identity } from "./door-types";
import type { KnownPractice } from "./practices";

/** The motive's class and duration, by the practice's own signed word. */
function resolve(booking: Booking, { publication }: KnownPractice) {
  const motive = publication.motives.find((candidate) => candidate.motive === booking.motive);
  const schedule = publication.schedules.find((candidate) => candidate.schedule === booking.schedule);
  if (schedule === undefined) throw new DoorError("schedule_unknown");
  const wanted = motive && classOf(motive, schedule.practitioner);
  const serviceClass = publication.classes.find((candidate) => candidate.class === wanted);
  if (motive === undefined || serviceClass === undefined) throw new DoorError("class_unknown");
  return { motive, schedule, serviceClass };
}

/** For whom the class is that a motive is seen in. */
export function audienceOf(booking: Booking, practice: KnownPractice): string {
  return resolve(booking, practice).serviceClass.audience;
}

function bookingContent(booking: Booking, reply: string, { pseudonym, asks = [] }: Means): BookingContent {
  const { patient, motive, note, language } = booking;
  return { v: 1, type: "booking", patient, motive, note, reply, language, ...(pseudonym === undefined ? {} : { pseudonym }), ...(asks.length === 0 ? {} : { asks }) };
}

/** Which time of which calendar, and as what: what a statement says of it. */
export type Span = Pick<Statement, "schedule" | "start" | "duration" | "class">;

/** A visit that is to go on under another key: its appointment, its time, and what its patient was told. */
export interface Predecessor {
  appointment: string;
  span: Span;
  told: SelfCopy;
}

/** With whose keys, and which ticket and right; staff have no right. */
export interface Means {
  practice: KnownPractice;
  keys: ManageKeys;
  ticket: Bytes;
  token: Bytes | undefined;
  /** By which the practice knows the account again; of patients alone. */
  pseudonym?: string;
  /** Which of the practice's words the visit is to bring. */
  asks?: readonly CredentialAsk[];
  /** The one that is shown, where the class is not for everybody. */
  credential?: Bytes;
}

export type Prepared = Awaited<ReturnType<typeof sealBooking>>;

export async function prepare(booking: Booking, means: Means): Promise<Prepared> {
  const { serviceClass } = resolve(booking, means.practice);
  const content = bookingContent(booking, await replyPublic(means.keys), means);
  const { schedule, start } = booking;
  const span = { schedule, start, duration: serviceClass.duration, class: serviceClass.class };
  return sealBooking(span, content, selfCopyOf(booking, means.practice), means);
}

/** A booking in the place of another one: as that was told, with the contact of whoever books (SPEC 7). */
export async function succeed(before: Predecessor, contact: Identity, language: "fr" | "en", means: Means): Promise<Prepared> {
  const { motive, note, patient: named } = before.told;
  const known = contact.given === named.given && contact.family === named.family;
  const patient = { ...contact, ...named, birth_date: known ? contact.birth_date : "" };
  const reply = await replyPublic(means.keys);
  const content: BookingContent = { v: 1, type: "booking", patient, motive, note, reply, language, replaces: before.appointment, ...(means.pseudonym === undefined ? {} : { pseudonym: means.pseudonym }) };
  return sealBooking(before.span, content, before.told, means);
}

/** Envelope, self-copy, and the statement that binds them. */
async function sealBooking(span: Span, content: BookingContent, copy: SelfCopy, { practice, keys, ticket, token, credential }: Means) {
  const place = { practice: copy.practice, epoch: practice.epoch.epoch, appointment: keys.appointment };
  const envelope = await sealEnvelope(content, place, deskOf(practice.epoch).seal);
  const selfCopy = await lockSelfCopy(copy, keys);
  const contents = contentsHash({ manage: keys.signPublic, envelope, selfCopy, ticket, token, credential });
  const statement = await bookStatement({ ...place, ...span, contents }, keys.signSeed);
  const body = {
    statement,
    manage: b64(keys.signPublic),
    envelope: b64(envelope),
    self_copy: b64(selfCopy),
    ticket: b64(ticket),
    ...(token === undefined ? {} : { token: b64(token) }),
    ...(credential === undefined ? {} : { credential: b64(credential) }),
  };
  return { body, content, envelope, chain: [statement], copy, credential };
}

function selfCopyOf(booking: Booking, practice: KnownPractice): SelfCopy {
  const { publication } = practice;
  const { motive, schedule } = resolve(booking, practice);
  const practitioner = publication.practitioners.find((candidate) => candidate.practitioner === schedule.practitioner);
  const { line, postcode, town } = publication.address;
  return {
    v: 1,
    type: "self_copy",
    practice: booking.practice,
    practice_name: publication.name,
    practitioner: schedule.practitioner,
    practitioner_name: [practitioner?.prefix, practitioner?.given, practitioner?.family].filter(Boolean).join(" "),
    address: `${line}, ${postcode} ${town}`,
    phone: publication.phone,
    time_zone: publication.time_zone,
    motive: motive.motive,
    motive_label: motive.labels[booking.language],
    patient: { given: booking.patient.given, family: booking.patient.family },
    note: booking.note,
  };
}
