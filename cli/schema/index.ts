import { runCli } from "../shared/runCli";
import { schemaCommand } from "./command";

runCli(schemaCommand);
