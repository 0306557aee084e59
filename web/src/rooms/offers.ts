/** What a patient may book with one practitioner, by the practice's own signed publication. Pure. */
import { classOf } from "../protocol/publication";
import type { Motive, Publication, PublishedSchedule, ServiceClass } from "../worker/door-types";

/** A motive, the class the platform will see instead of it, and the schedules that hold such times. */
export interface Offer {
  motive: Motive;
  serviceClass: ServiceClass;
  schedules: readonly PublishedSchedule[];
}

export type Audience = ServiceClass["audience"];

/** What a class is booked for that is kept for whom the practice knows. */
export const knownAudiences = ["known", "colleagues"] as const;

export function offersOf(publication: Publication, practitioner: string, audiences: readonly Audience[] = ["public"]): Offer[] {
  return publication.motives.flatMap((motive) => offerOf(publication, practitioner, motive, audiences) ?? []);
}

function offerOf(publication: Publication, practitioner: string, motive: Motive, audiences: readonly Audience[]): Offer | undefined {
  if (motive.practitioners.length > 0 && !motive.practitioners.includes(practitioner)) return undefined;
  const wanted = classOf(motive, practitioner);
  const serviceClass = publication.classes.find((one) => one.class === wanted && audiences.includes(one.audience));
  const schedules = publication.schedules.filter((one) => one.practitioner === practitioner && one.classes.includes(wanted));
  return serviceClass !== undefined && schedules.length > 0 ? { motive, serviceClass, schedules } : undefined;
}
