// Entry point under the Pulumi engine. ts-node, which the engine brings, takes seconds over a pack of a hundred files;
// tsx transpiles them in a fraction of one. Types are checked by `npm run check-types`.
import Module, { createRequire } from "node:module";
import "tsx/cjs";

// The SDK loads a part of npm, to find what a serialized function needs. No policy serializes one, and it is a third of the start.
const load = Module._load;
Module._load = (request, ...rest) => (request === "@npmcli/arborist" ? {} : load(request, ...rest));

createRequire(import.meta.url)("./index.ts");
