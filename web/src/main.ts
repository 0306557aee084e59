/** Starts the app: the words first, so that nothing is ever shown without them. */
import { mount } from "svelte";
import App from "./shell/App.svelte";
import "./ui/base.css";
import { preferredLanguage, speak } from "./words/words.svelte";

const target = document.getElementById("app");
if (target) {
  await speak(preferredLanguage());
  mount(App, { target });
}
