import { runCli } from "../shared/runCli";
import { simulateCommand } from "./command";

runCli(simulateCommand);
