import { checkCharts } from "./command";

process.exitCode = checkCharts(process.argv.slice(2), {
    out: (text) => process.stdout.write(text),
    err: (text) => process.stderr.write(text),
});
