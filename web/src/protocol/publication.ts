/** The publication: everything public of a practice, signed by its desk (SPEC 6). */
import { type Bytes, hex, type Json } from "./encoding";
import { insist } from "./errors";
import { boolean, clock, day, digest, identifier, integer, list, object, oneOf, type Read, type Shape, slug, string, structure } from "./shapes";
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

const classShape = object({ class: slug, duration: minutes, channel: oneOf("office", "home", "video"), audience: oneOf("public", "staff") });

const motiveShape = object({ motive: slug, labels, class: slug, practitioners: list(identifier), instructions: labels });

const scheduleShape = object({
  schedule: identifier,
  practitioner: identifier,
  step: minutes,
  classes: list(slug),
  notice_minutes: integer(0),
  horizon_days: integer(0),
  windows: list(object({ weekday: integer(1, 7), from: clock, to: clock })),
  exceptions: list(object({ day, windows: list(object({ from: clock, to: clock })) })),
});

const publicationShape = structure({
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
});
export type PublicationRecord = Read<typeof publicationShape>;

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
