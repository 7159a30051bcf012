// Entry point under the Pulumi engine. ts-node, which the engine brings, takes seconds over a pack of a hundred files;
// tsx transpiles them in a fraction of one. Types are checked by `npm run check-types`.
import { createRequire } from "node:module";
import "tsx/cjs";

createRequire(import.meta.url)("./index.ts");
