import { runCli } from "../shared/runCli";
import { dashboardsCommand } from "./command";

runCli(dashboardsCommand);
