import "./fastStart";
import { runCli } from "./runCli";
import { simulateCommand } from "./simulateCommand";

runCli(simulateCommand);
