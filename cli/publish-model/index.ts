import { runCli } from "../shared/runCli";
import { publishModelCommand } from "./command";

runCli(publishModelCommand);
