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

/** As somebody looks for controls: what fails, what was measured too long ago, what never was, what holds. */
export type Shade = "failing" | "old" | "unmeasured" | "green" | "none";

export const shades: readonly Shade[] = ["failing", "old", "unmeasured", "green", "none"];

/** Of a control that is grey, what could not be measured says more than what was, too long ago. */
export function shadeOf({ state, checks }: ControlStanding, now: Date): Shade {
  if (state === "red" || state === "error") return "failing";
  if (state === "green") return "green";
  if (state === "not_applicable") return "none";
  const isOld = ({ at, fresh_until: until }: CheckState): boolean => at !== "" && new Date(until) <= now;
  return checks.filter(({ colour }) => colour === "grey").every(isOld) && checks.length > 0 ? "old" : "unmeasured";
}

/** Where the registers have what is said of a control: what checks call EXI 04 is the row EXI-04 of the requirements. */
export function rowOf(control: string): { register: "control" | "requirement"; row: string } {
  return control.startsWith("EXI ") ? { register: "requirement", row: control.replace(" ", "-") } : { register: "control", row: control };
}

/** Those of a shade ("" for all) in which every word is found: in ids and titles, of controls and of their checks. */
export function sought(all: readonly ControlStanding[], { shade, text, now }: { shade: Shade | ""; text: string; now: Date }, title: (control: string) => string): readonly ControlStanding[] {
  const words = plain(text).split(/\s+/).filter(Boolean);
  const told = ({ control, checks }: ControlStanding): string => plain([control, title(control), ...checks.flatMap(({ check, fr, en }) => [check, fr, en])].join(" "));
  return all.filter((each) => (shade === "" || shadeOf(each, now) === shade) && words.every((word) => told(each).includes(word)));
}

/** Without accents or capitals. */
function plain(text: string): string {
  return text.normalize("NFD").replaceAll(/\p{M}/gu, "").toLocaleLowerCase();
}

/** A.5.9 before A.5.12. */
export function inOrder(one: string, other: string): number {
  return one.localeCompare(other, "en", { numeric: true });
}
