import { runCli } from "../shared/runCli";
import { alertsCommand } from "./command";

runCli(alertsCommand);
