import { run } from "./run";

void run(process.argv.slice(2), { out: process.stdout, log: process.stderr }).then((code) => {
    process.exitCode = code;
});
