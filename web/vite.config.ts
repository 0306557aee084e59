/** The bundle the publisher serves: static, hashed, without inline script or style, and the same bytes every time. */
import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vite";

export default defineConfig({
  plugins: [svelte()],
  build: {
    outDir: "serment_web/static",
    emptyOutDir: true,
    target: ["chrome123", "firefox128", "safari17.5"],
    // A data: address would be refused by the content security policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    sourcemap: false,
    reportCompressedSize: false,
  },
  worker: { format: "es" },
});
