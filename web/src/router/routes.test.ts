import { describe, expect, it } from "vitest";
import { hrefOf, isPrivateRoom, readRoute, type Route } from "./routes";

const routes: readonly Route[] = [
  { room: "search" },
  { room: "practitioner", id: "0f" },
  { room: "booking", id: "0f" },
  { room: "booking", id: "0f", motive: "suivi", time: "2026-12-01T08:40:00Z" },
  { room: "sign-in", next: "#/book/0f?motive=suivi" },
  { room: "sign-up" },
  { room: "sign-up", next: "#/practice/join/0f.A-_z", audience: "staff" },
  { room: "appointments" },
  { room: "appointment", id: "aa" },
  { room: "move", id: "aa" },
  { room: "counter" },
  { room: "counter-code", code: "A-_z" },
  { room: "claim" },
  { room: "claim", code: "A-_z" },
  { room: "keys" },
  { room: "my-data" },
  { room: "letters" },
  { room: "erase" },
  { room: "consents" },
  { room: "agenda" },
  { room: "agenda", day: "2026-12-01" },
  { room: "slip", id: "aa" },
  { room: "settings" },
  { room: "team" },
  { room: "join", link: "0f.A-_z" },
  { room: "practice-keys" },
  { room: "this-app" },
  { room: "readers" },
  { room: "privacy" },
  { room: "trust" },
  { room: "console" },
  { room: "console", view: "controls", item: "A.8.24" },
  { room: "console", view: "registers", item: "risk", row: "risk-A" },
  { room: "console-join", link: "A-_z" },
  { room: "elements" },
];

describe("routes", () => {
  it.each(routes)("$room is read back from its own address", (route) => {
    expect(readRoute(hrefOf(route))).toEqual(route);
  });

  it("keep every value in its place, whatever it holds", () => {
    const route = { room: "practitioner", id: "a/b?c=d&é%" } as const;
    expect(readRoute(hrefOf(route))).toEqual(route);
  });

  it.each(["#/nowhere", "#/book", "#/book/a/b", "#/appointments/a/move/b"])("%s is unknown", (address) => {
    expect(readRoute(address)).toEqual({ room: "unknown" });
  });

  it("read a malformed escape as it stands", () => {
    expect(readRoute("#/practitioner/%E0%A4%A")).toEqual({ room: "practitioner", id: "%E0%A4%A" });
  });

  it("open what is sealed only with keys", () => {
    expect(["search", "practitioner", "booking", "sign-in", "counter-code"].some((room) => isPrivateRoom(room as Route["room"]))).toBe(false);
    expect(["appointments", "appointment", "move", "counter", "claim", "keys", "agenda", "slip"].every((room) => isPrivateRoom(room as Route["room"]))).toBe(true);
  });
});
