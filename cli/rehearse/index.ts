import { ExitCode } from "../shared/exitCodes";
import { rehearseCommand } from "./command";
import { runCli } from "../shared/runCli";

const interrupt = new AbortController();
// The engine hears of Ctrl-C too and ends its step; what is temporary is then removed. A second Ctrl-C ends at once.
// The listeners stay: tsx ends a process that has none for the signal it got.
for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.on(signal, () => {
        if (interrupt.signal.aborted) {
            process.exit(ExitCode.Failed);
        }
        interrupt.abort();
    });
}

// Standard output belongs to the report: what the program says goes to the other stream.
console.log = console.error;
console.info = console.error;
console.debug = console.error;

runCli((args, terminal) => rehearseCommand(args, terminal, interrupt.signal));
