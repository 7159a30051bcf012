import { rehearseCommand } from "./rehearseCommand";
import { runCli } from "./runCli";

const interrupt = new AbortController();
// The engine hears of Ctrl-C too and ends its step; what is temporary is then removed. A second Ctrl-C ends at once.
process.once("SIGINT", () => interrupt.abort());
process.once("SIGTERM", () => interrupt.abort());

// Standard output belongs to the report: what the program says goes to the other stream.
console.log = console.error;
console.info = console.error;
console.debug = console.error;

runCli((args, terminal) => rehearseCommand(args, terminal, interrupt.signal));
