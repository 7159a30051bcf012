import { runCli } from "../shared/runCli";
import { checkCommand } from "./command";

runCli((args, terminal) => checkCommand(args, terminal, process.stdin));
