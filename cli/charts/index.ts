import { runCli } from "../shared/runCli";
import { chartsCommand } from "./command";

runCli(chartsCommand);
