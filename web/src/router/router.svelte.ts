/** Remembers where the reader is, and moves the focus to the new page's heading as a full page load would. */
import { hrefOf, readRoute, type Route } from "./routes";

let route = $state.raw<Route>(readRoute(location.hash));

window.addEventListener("hashchange", () => {
  route = readRoute(location.hash);
  scrollTo(0, 0);
});

export function currentRoute(): Route {
  return route;
}

export function go(to: Route): void {
  location.hash = hrefOf(to).slice(1);
}

/** Goes on without leaving the present page in the history, as after a form that must not be sent twice. */
export function replace(to: Route): void {
  history.replaceState(null, "", hrefOf(to));
  route = to;
  scrollTo(0, 0);
}
