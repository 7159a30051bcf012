import Module from "node:module";
import { type Loader, plainLoader } from "./plainLoader";

// Imported before anything else: it saves a fifth of the time of a simulation. Source maps serve stack traces only.
const { _extensions: extensions } = Module as unknown as { _extensions: Record<string, Loader> };
const hooked = extensions[".js"];
if (hooked !== undefined) {
    extensions[".js"] = plainLoader(hooked);
}
if (!process.argv.includes("--verbose")) {
    process.setSourceMapsEnabled(false);
}
