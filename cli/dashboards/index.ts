import "../shared/fastStart";
import { runCli } from "../shared/runCli";
import { dashboardsCommand } from "./command";

runCli(dashboardsCommand);
