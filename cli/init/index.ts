import { runCli } from "../shared/runCli";
import { initCommand } from "./command";

runCli(initCommand);
