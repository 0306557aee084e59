/** As the bundle is built, but with the style sheets left readable: a test measures the colours in tokens.css. */
import { defineConfig, mergeConfig } from "vitest/config";
import bundle from "./vite.config.ts";

export default mergeConfig(bundle, defineConfig({ test: { css: { include: [/tokens\.css/] } } }));
