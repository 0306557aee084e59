/** Light, dark, or as the device says. The choice stays in this browser. */

export type Theme = "auto" | "light" | "dark";

const remembered = "serment.theme";
const themes: readonly Theme[] = ["auto", "light", "dark"];

let theme = $state<Theme>(themes.find((one) => one === localStorage.getItem(remembered)) ?? "auto");
apply();

export function currentTheme(): Theme {
  return theme;
}

export function chooseTheme(next: Theme): void {
  theme = next;
  localStorage.setItem(remembered, next);
  apply();
}

function apply(): void {
  if (theme === "auto") delete document.documentElement.dataset["theme"];
  else document.documentElement.dataset["theme"] = theme;
}
