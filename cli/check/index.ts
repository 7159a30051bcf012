import "../shared/fastStart";
import { check } from "../../policy/check/check";

const defaultWidth = 80;

// A reader that closes early (`| head`) has seen enough.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") {
        process.exit(0);
    }
    throw error;
});

check(process.argv.slice(2), {
    out: (text) => process.stdout.write(text),
    err: (text) => process.stderr.write(text),
    stdin: process.stdin,
    style: {
        width: process.stdout.isTTY ? process.stdout.columns : defaultWidth,
        color: process.stdout.isTTY && (process.env.NO_COLOR ?? "") === "",
    },
}).then(
    (code) => {
        process.exitCode = code;
    },
    (error: unknown) => {
        process.stderr.write(
            `check failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
        );
        process.exitCode = 3;
    },
);
