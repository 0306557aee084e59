/** Who else of the practice is free about the time that somebody has just taken, for the same motive. */
import { times } from "../../api/directory";
import type { Day, Moment, Publication } from "../../worker/door-types";
import { offersOf } from "../offers";
import { type Elsewhere, nearest } from "./rules";

const most = 3;
const days = 3;

/** Nothing where nobody is, or cannot be asked: it only adds to what the practitioner has left. */
export async function freeColleagues(publication: Publication, practitioner: string, motive: string, wanted: Moment, day: Day): Promise<readonly Elsewhere[]> {
  const colleagues = publication.practitioners.filter((one) => one.practitioner !== practitioner);
  const found = await Promise.all(
    colleagues.map(async (colleague): Promise<Elsewhere[]> => {
      const offer = offersOf(publication, colleague.practitioner).find((one) => one.motive.motive === motive);
      if (offer === undefined) return [];
      const answers = await Promise.all(offer.schedules.map(({ schedule }) => times(schedule, offer.serviceClass.class, day, days)));
      const start = nearest(
        answers.flatMap((answer) => answer.days.flatMap(({ starts }) => starts)),
        wanted,
      );
      return start === undefined ? [] : [{ practitioner: colleague, start }];
    }),
  ).catch(() => []);
  const away = ({ start }: Elsewhere): number => Math.abs(Date.parse(start) - Date.parse(wanted));
  return found
    .flat()
    .sort((a, b) => away(a) - away(b))
    .slice(0, most);
}
