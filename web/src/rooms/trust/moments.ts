/** A moment as the trust page and the console write it: in the reader's own zone, with seconds nowhere. */
import { clock, fullDate, wallClock } from "../../words/dates";
import { currentLanguage, t } from "../../words/words.svelte";

export function moment(at: string): string {
  const { day, minutes } = wallClock(new Date(at), Intl.DateTimeFormat().resolvedOptions().timeZone);
  return t("trust-moment", { day: fullDate(day, currentLanguage()), time: clock(minutes, currentLanguage()) });
}
