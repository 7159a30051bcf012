import { runCli } from "../shared/runCli";
import { checkImageCommand } from "./command";

runCli(checkImageCommand);
