/** The publication: everything public of a practice, signed by its desk (SPEC 6). */
import { credentialKeyShape } from "./credentials";
import { type Bytes, hex, type Json } from "./encoding";
import { insist } from "./errors";
import { boolean, clock, day, digest, identifier, integer, list, matching, object, objectWith, oneOf, type Read, type Shape, slug, string, structureWith } from "./shapes";
import { deskOf, type EpochRecord } from "./practice";
import { bodyHash, sign, type Signed, verify } from "./signed";

const labels = object({ fr: string, en: string });

/** Multiples of five minutes, up to eight hours. */
const minutes: Shape<number> = (value) => {
  const count = integer(5, 480)(value);
  insist(count % 5 === 0, "bad_structure");
  return count;
};

const practitionerShape = object({
  practitioner: identifier,
  prefix: string,
  given: string,
  family: string,
  profession: string,
  specialty: string,
  languages: list(string),
  sector: string,
  accepts_new: boolean,
  about: string,
});

const channel = oneOf("office", "home", "video");
const audience = oneOf("public", "known", "colleagues", "staff");

const classShape = objectWith(
  { class: slug, duration: minutes, channel, audience },
  { notice_minutes: integer(0), horizon_days: integer(0), before: minutes, after: minutes, needs: list(list(identifier)) },
);

const motiveShape = objectWith(
  { motive: slug, labels, class: slug, practitioners: list(identifier), instructions: labels },
  { classes: list(object({ practitioner: identifier, class: slug })) },
);

/** For whom a window is open; for all where it does not say. */
const limits = { classes: list(slug), audiences: list(audience), channels: list(channel) };
const week = integer(1, 52);
const hours = list(object({ day, windows: list(objectWith({ from: clock, to: clock }, limits)) }));

const places = integer(1, 200);
const weekly = list(objectWith({ weekday: integer(1, 7), from: clock, to: clock }, { weeks: list(week), ...limits }));
/** How many visits may be booked for one day or week; of one class, or of all. */
const quota = objectWith({ per: oneOf("day", "week"), most: integer(1, 10_000) }, { class: slug });

/** A room or a device: a calendar in which nobody books but with somebody whom they come to see. */
const resourceShape = objectWith(
  { resource: identifier, kind: oneOf("location", "device"), name: string },
  { capacity: places, windows: weekly, exceptions: hours },
);

const scheduleShape = objectWith(
  {
    schedule: identifier,
    practitioner: identifier,
    step: minutes,
    classes: list(slug),
    notice_minutes: integer(0),
    horizon_days: integer(0),
    windows: weekly,
    exceptions: hours,
  },
  { cycle: object({ weeks: week, anchor: day }), extra: hours, capacity: places, quotas: list(quota) },
);

const publicationFields = {
  type: oneOf("publication"),
  practice: identifier,
  epoch: integer(1),
  revision: integer(1),
  previous: digest,
  name: string,
  fictitious: boolean,
  attended: boolean,
  address: object({
    line: string,
    postcode: string,
    town: string,
    town_code: string,
    latitude_e6: integer(-90_000_000, 90_000_000),
    longitude_e6: integer(-180_000_000, 180_000_000),
  }),
  time_zone: string,
  phone: string,
  practitioners: list(practitionerShape),
  classes: list(classShape),
  motives: list(motiveShape),
  schedules: list(scheduleShape),
} as const;

/** A wheelchair gets in and about; who hears badly is helped to hear; who sees badly, to find the way. */
const access = oneOf("wheelchair", "hearing", "visual");
/** Of a country or a part of it, as ISO 3166 writes them. */
const publicationShape = structureWith(publicationFields, {
  holidays: matching(/^[A-Z]{2}(?:-[A-Z0-9]{1,3})?$/),
  resources: list(resourceShape),
  access: list(access),
  credentials: list(credentialKeyShape),
});
export type PublicationRecord = Read<typeof publicationShape>;

/** The class in which this practitioner sees people for a motive. */
export function classOf(motive: { readonly class: string; readonly classes?: readonly { readonly practitioner: string; readonly class: string }[] }, practitioner: string): string {
  return motive.classes?.find((one) => one.practitioner === practitioner)?.class ?? motive.class;
}

export async function signPublication(deskSignSeed: Bytes, publication: PublicationRecord): Promise<Signed> {
  return sign(deskSignSeed, "publication", publicationShape(publication as Json));
}

/** By the desk of the epoch it names. */
export async function verifyPublication(signed: Signed, epoch: EpochRecord): Promise<PublicationRecord> {
  const record = await verify(deskOf(epoch).sign, "publication", signed, publicationShape, "publication_forged");
  insist(record.practice === epoch.practice && record.epoch === epoch.epoch, "publication_forged");
  return record;
}

export function publicationHash(signed: Signed): string {
  return hex(bodyHash("publication", signed));
}
