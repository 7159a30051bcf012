import { runCli } from "../shared/runCli";
import { loadTestCommand } from "./command";

runCli(loadTestCommand);
