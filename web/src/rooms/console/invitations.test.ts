import { describe, expect, it } from "vitest";
import { faultsIn, takesTwo, type Wanted } from "./invitations";

const today = "2026-11-27";
const somebody: Wanted = { name: "Ada", roles: ["legal"], first: "", last: "", until: "" };
const auditor: Wanted = { name: "Aude", roles: ["auditor"], first: "2026-07-01", last: "2026-12-31", until: "2026-12-15" };

describe("an invitation", () => {
  it("has a name and a role", () => {
    expect(faultsIn(somebody, today)).toEqual({});
    expect(faultsIn({ ...somebody, name: " ", roles: [] }, today)).toEqual({ name: "register_field_missing", roles: "register_field_missing" });
  });

  it("gives nobody roles that do not go together", () => {
    for (const roles of [["operator", "legal"], ["auditor", "intake"], ["witness", "director"]]) expect(faultsIn({ ...auditor, roles }, today)).toEqual({ roles: "roles_incompatible" });
    expect(faultsIn({ ...somebody, roles: ["legal", "data_protection_officer"] }, today)).toEqual({});
    expect(faultsIn({ ...somebody, roles: ["operator", "intake"] }, today)).toEqual({});
  });

  it("bounds a guest by a period and a last day", () => {
    expect(faultsIn(auditor, today)).toEqual({});
    expect(faultsIn({ ...auditor, first: "", until: "" }, today)).toEqual({ first: "guest_unbounded", until: "guest_unbounded" });
    expect(faultsIn({ ...auditor, last: "2026-06-30", until: "2026-11-26" }, today)).toEqual({ last: "period_reversed", until: "access_over" });
    expect(faultsIn({ ...somebody, until: "2026-11-26" }, today)).toEqual({ until: "access_over" });
  });

  it("waits for another colleague where a signature would count", () => {
    expect([takesTwo(["legal"]), takesTwo(["witness"]), takesTwo(["auditor"]), takesTwo(["intake", "operator"])]).toEqual([true, true, false, false]);
  });
});
