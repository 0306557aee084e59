/** The key worker: every key lives here, and nothing but the door leads out. */
import { serve } from "./channel";
import { doorOf, Keeper } from "./keeper";

const keeper = new Keeper(new URL("/installation.json", self.location.origin).href);
serve(self, { ...doorOf(keeper) });
