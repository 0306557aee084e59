/** Whether single letters act in the agenda: some people speak to their computer, or rest a hand on the keys. */

const remembered = "serment.letters";

class Keyboard {
  #letters = $state(localStorage.getItem(remembered) !== "off");

  get letters(): boolean {
    return this.#letters;
  }

  set letters(on: boolean) {
    this.#letters = on;
    localStorage.setItem(remembered, on ? "on" : "off");
  }
}

export const keyboard = new Keyboard();
