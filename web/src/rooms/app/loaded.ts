/** Every address that this page knows to have been loaded: a script that hides itself is not among them. */
export function loadedHere(): string[] {
  const fetched = performance.getEntriesByType("resource").map(({ name }) => name);
  const named = [...document.querySelectorAll<HTMLScriptElement | HTMLLinkElement>("script[src], link[href]")];
  return [...fetched, ...named.map((element) => ("src" in element ? element.src : element.href))];
}
