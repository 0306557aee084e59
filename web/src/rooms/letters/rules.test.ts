import { describe, expect, it } from "vitest";
import type { Appointment, Correspondence, PersonRequest, RequestReply } from "../../worker/door-types";
import { received, waiting } from "./rules";

const visit = { appointment: "aa", practice_name: "Cabinet des Tilleuls" } as Appointment;
const other = { appointment: "bb", practice_name: "Centre du Port" } as Appointment;

function letter(day: string, text: string): RequestReply {
  return { day, kind: "answer", text, files: [], doubt: "" };
}

function request(due: string, settled: string, ...replies: RequestReply[]): PersonRequest {
  return { due, settled, replies } as unknown as PersonRequest;
}

const correspondence: Correspondence = {
  mailboxes: [
    { visit, requests: [request("2027-01-10", "", letter("2026-12-02", "Plus tard.")), request("2027-01-04", "2026-12-09", letter("2026-12-09", "Voici."))], told: [], doubtful: 0, withheld: false },
    { visit: other, requests: [request("2027-01-02", "")], told: [letter("2026-12-05", "Bonjour.")], doubtful: 0, withheld: false },
  ],
  visits: [visit, other],
  unread: 0,
};

describe("letters", () => {
  it("come the latest first, each with its visit and what it answers", () => {
    const letters = received(correspondence);
    expect(letters.map(({ letter: { text }, visit: { appointment } }) => [text, appointment])).toEqual([
      ["Voici.", "aa"],
      ["Bonjour.", "bb"],
      ["Plus tard.", "aa"],
    ]);
    expect(letters.map(({ request: asked }) => asked?.due)).toEqual(["2027-01-04", undefined, "2027-01-10"]);
  });

  it("are waited for by whose day comes first", () => {
    expect(waiting(correspondence).map(({ visit: { appointment }, request: { due } }) => [appointment, due])).toEqual([
      ["bb", "2027-01-02"],
      ["aa", "2027-01-10"],
    ]);
  });
});
