/** What a booking sends: envelope for the practice, self-copy for the patient, and the statement that binds them. */
import { type BookingContent, lockSelfCopy, type ManageKeys, replyPublic, sealEnvelope, type SelfCopy } from "../protocol/appointments";
import { b64, type Bytes } from "../protocol/encoding";
import { deskOf } from "../protocol/practice";
import { bookStatement, contentsHash } from "../protocol/statements";
import { type Booking, DoorError } from "./door-types";
import type { KnownPractice } from "./practices";

/** The motive's class and duration, by the practice's own signed word. */
function resolve(booking: Booking, { publication }: KnownPractice) {
  const motive = publication.motives.find((candidate) => candidate.motive === booking.motive);
  const schedule = publication.schedules.find((candidate) => candidate.schedule === booking.schedule);
  const serviceClass = publication.classes.find((candidate) => candidate.class === motive?.class);
  if (motive === undefined || serviceClass === undefined) throw new DoorError("class_unknown");
  if (schedule === undefined) throw new DoorError("schedule_unknown");
  return { motive, schedule, serviceClass };
}

function bookingContent(booking: Booking, reply: string): BookingContent {
  const { patient, motive, note, language } = booking;
  return { v: 1, type: "booking", patient, motive, note, reply, language };
}

export async function prepare(booking: Booking, practice: KnownPractice, keys: ManageKeys, ticket: Bytes, token: Bytes | undefined) {
  const { epoch } = practice.epoch;
  const { serviceClass } = resolve(booking, practice);
  const place = { practice: booking.practice, epoch, appointment: keys.appointment };
  const content = bookingContent(booking, await replyPublic(keys));
  const envelope = await sealEnvelope(content, place, deskOf(practice.epoch).seal);
  const copy = selfCopyOf(booking, practice);
  const selfCopy = await lockSelfCopy(copy, keys);
  const contents = contentsHash({ manage: keys.signPublic, envelope, selfCopy, ticket, token });
  const { schedule, start } = booking;
  const first = { ...place, schedule, start, duration: serviceClass.duration, class: serviceClass.class, contents };
  const statement = await bookStatement(first, keys.signSeed);
  const body = {
    statement,
    manage: b64(keys.signPublic),
    envelope: b64(envelope),
    self_copy: b64(selfCopy),
    ticket: b64(ticket),
    ...(token === undefined ? {} : { token: b64(token) }),
  };
  return { body, content, envelope, chain: [statement], copy };
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
