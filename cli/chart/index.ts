import { runCli } from "../shared/runCli";
import { chartCommand } from "./command";

runCli(chartCommand);
