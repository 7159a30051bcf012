import { runCli } from "../shared/runCli";
import { checkChartsCommand } from "./command";

runCli(checkChartsCommand);
