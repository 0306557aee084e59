// Elements, dialogs and busy buttons, made by hand: no markup is ever read from a text.

import { name, say } from "./words.js";
import { Problem } from "./wire.js";

/** @typedef {string | Node | undefined | false} Child */

/** An element. @template {keyof HTMLElementTagNameMap} T @param {T} tag @param {Record<string, string | boolean | ((event: Event) => void)>} given
 * @param {...Child} children @returns {HTMLElementTagNameMap[T]} */
export function h(tag, given = {}, ...children) {
  const element = document.createElement(tag);
  for (const [key, value] of Object.entries(given)) {
    if (typeof value === "function") element.addEventListener(key, value);
    else if (value === true) element.setAttribute(key, "");
    else if (value !== false) element.setAttribute(key, value);
  }
  element.append(...children.filter((child) => child !== undefined && child !== false));
  return element;
}

/** A part of the page with a heading. @param {string} title @param {...Child} content */
export function section(title, ...content) {
  const id = `section-${title.replaceAll(/\W+/g, "-").toLowerCase()}`;
  return h("section", { "aria-labelledby": id }, h("h2", { id }, title), ...content);
}

const polite = /** @type {HTMLElement} */ (document.getElementById("said"));

/** Says something to whoever listens to the page. @param {string} text */
export function announce(text) {
  polite.textContent = text;
}

/** The sentence of a failure. @param {unknown} error */
export function sentence(error) {
  if (!(error instanceof Problem)) return say("error_unexpected");
  const found = name("error", error.code);
  return found === error.code.replaceAll("_", " ") && error.message ? error.message : found;
}

/** A button that shows it is at work, and beside itself what went wrong.
 * @param {string} text @param {() => Promise<void>} work @param {{kind?: string, label?: string, touch?: boolean}} [how] */
export function button(text, work, { kind = "", label = "", touch = false } = {}) {
  const failed = h("p", { class: "error", role: "alert" });
  const element = h("button", { type: "button", class: `button ${kind}`, ...(label ? { "aria-label": label } : {}) }, text);
  element.addEventListener("click", () => {
    if (element.getAttribute("aria-disabled") === "true") return;
    failed.textContent = "";
    // Not `disabled`: whoever came by keyboard would lose their place.
    element.setAttribute("aria-disabled", "true");
    element.textContent = say(touch ? "touching" : "working");
    announce(element.textContent);
    work()
      .catch((error) => {
        failed.textContent = sentence(error);
      })
      .finally(() => {
        element.removeAttribute("aria-disabled");
        element.textContent = text;
        announce("");
      });
  });
  return h("div", { class: "act" }, element, failed);
}

/** Asks before something that cannot be taken back; the work is done while the dialog is open, so that a failure shows there.
 * @param {{title: string, text: string, does: string, kind?: string, touch?: boolean, reasons?: readonly string[]}} what @param {(reason: string) => Promise<void>} work */
export function confirmed({ title, text, does, kind = "danger", touch = false, reasons = [] }, work) {
  const id = `dialog-${Math.random().toString(36).slice(2)}`;
  const select = h("select", { id: `${id}-why` }, ...reasons.map((reason) => h("option", { value: reason }, name("reason", reason))));
  const why = reasons.length > 1 && h("p", { class: "field" }, h("label", { for: `${id}-why` }, say("why")), select);
  const dialog = h("dialog", { "aria-labelledby": id }, h("h2", { id }, title), h("p", {}, text), why);
  const run = async () => {
    await work(select.value);
    dialog.close();
  };
  const cancel = h("button", { type: "button", class: "button", click: () => dialog.close() }, say("cancel"));
  dialog.append(h("div", { class: "row" }, button(does, run, { kind, touch }), cancel));
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}
