import { ExitCode } from "../shared/exitCodes";
import { rehearseCommand } from "./command";
import { runCli } from "../shared/runCli";

const interrupt = new AbortController();
// Ctrl-C reaches the engine too, which finishes its step; temporary files are then removed. A second Ctrl-C exits at once.
// The listeners stay: with --verbose tsx terminates a process without a listener for the signal it received.
for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.on(signal, () => {
        if (interrupt.signal.aborted) {
            process.exit(ExitCode.Failed);
        }
        interrupt.abort();
    });
}

// Standard output carries the report only: the program's own output goes to standard error.
console.log = console.error;
console.info = console.error;
console.debug = console.error;

runCli((args, terminal) => rehearseCommand(args, terminal, interrupt.signal));
