import Module from "node:module";
import { type Loader, plainLoader } from "./plainLoader";

// To be imported before anything else: it takes a fifth off the time of a simulation. Source maps are for stack traces only.
const { _extensions: extensions } = Module as unknown as { _extensions: Record<string, Loader> };
const hooked = extensions[".js"];
if (hooked !== undefined) {
    extensions[".js"] = plainLoader(hooked);
}
if (!process.argv.includes("--verbose")) {
    process.setSourceMapsEnabled(false);
}
