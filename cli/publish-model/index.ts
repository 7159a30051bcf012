import path from "node:path";
import { run } from "./run";

void run(process.argv.slice(2), {
    folder: path.resolve(__dirname, "../.."),
    out: process.stdout,
    log: process.stderr,
}).then((code) => {
    process.exitCode = code;
});
