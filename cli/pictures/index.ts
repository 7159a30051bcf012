import { runCli } from "../shared/runCli";
import { picturesCommand } from "./command";

runCli(picturesCommand);
