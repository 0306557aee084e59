/** Checks by what they bear out: a control stands as the worst of its checks. Pure. */
import type { CheckState } from "../../api/console";
import type { Standing } from "../../api/trust";

/** What is not applicable takes nothing away from what was measured. */
const worst: readonly Standing[] = ["red", "error", "grey", "green", "not_applicable"];

export interface ControlStanding {
  control: string;
  state: Standing;
  checks: readonly CheckState[];
}

export function controlStandings(checks: readonly CheckState[]): readonly ControlStanding[] {
  const controls = [...new Set(checks.flatMap(({ refs }) => refs))];
  return controls.map((control) => standingOf(control, checks)).sort((one, other) => inOrder(one.control, other.control));
}

export function standingOf(control: string, checks: readonly CheckState[]): ControlStanding {
  const own = checks.filter(({ refs }) => refs.includes(control));
  return { control, checks: own, state: worst.find((state) => own.some(({ colour }) => colour === state)) ?? "grey" };
}

/** A.5.9 before A.5.12. */
export function inOrder(one: string, other: string): number {
  return one.localeCompare(other, "en", { numeric: true });
}
