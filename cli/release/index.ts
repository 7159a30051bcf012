import { runCli } from "../shared/runCli";
import { releaseCommand } from "./command";

runCli((args, terminal) => releaseCommand(args, terminal));
