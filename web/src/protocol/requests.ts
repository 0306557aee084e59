/** Where a patient's requests stand, from the covers of a mailbox alone (SPEC 19). Pure. */
import { type Clock, dueDay, mayExtend } from "./clocks";
import { type Cover, deskEpoch } from "./letters";

/** A request, by its days; `settled` is "" while somebody waits. */
export type Standing = Readonly<{
  number: number;
  clock: Clock;
  asked: string;
  due: string;
  extended: boolean;
  settled: string;
  late: boolean;
}>;

/** Every request of a mailbox, in its order. The first answer counts, and an extension only in time. */
export function standings(covers: readonly Cover[], today: string): Standing[] {
  const inOrder = [...covers].sort((a, b) => a.number - b.number);
  const answers = inOrder.filter((cover) => cover.answers !== undefined);
  return inOrder.filter((cover) => deskEpoch(cover) === undefined && cover.clock !== "none").map((cover) => standing(cover, answers, today));
}

function standing({ number, clock, day: asked }: Cover, answers: readonly Cover[], today: string): Standing {
  let [extended, settled] = [false, ""];
  for (const { answers: about, day } of answers) {
    if (about?.number !== number || settled !== "") continue;
    if (about.effect === "settled") settled = day;
    else if (about.effect === "extended" && mayExtend(clock, asked, day)) extended = true;
  }
  const due = dueDay(clock, asked, extended);
  return { number, clock, asked, due, extended, settled, late: (settled === "" ? today : settled) > due };
}
