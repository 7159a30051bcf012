import { runCli } from "./runCli";
import { schemaCommand } from "./schemaCommand";

runCli(schemaCommand);
