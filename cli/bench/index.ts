import { runCli } from "../shared/runCli";
import { benchCommand } from "./command";

runCli(benchCommand);
