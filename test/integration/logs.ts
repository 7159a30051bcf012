import { cpSync, existsSync, rmSync } from "node:fs";
import path from "node:path";
import { logsFolder } from "../runtime/logsFolder";

/** In a folder for each file with a failure. */
const keptLogs = path.join(logsFolder, "integration");

/** Where the programs that a test file has started leave their logs while the run goes on: beside its notes. */
export function logsOf(notes: string, file: string): string {
    return path.join(path.dirname(notes), "logs", path.relative(__dirname, file));
}

/** Keeps the logs of these files' programs in place of those of the last failure. @returns the folder, if there are any */
export function keepLogsOf(files: Iterable<string>, notes: string): string | undefined {
    rmSync(keptLogs, { recursive: true, force: true });
    for (const file of files) {
        const logs = logsOf(notes, file);
        if (existsSync(logs)) {
            cpSync(logs, path.join(keptLogs, path.relative(__dirname, file)), { recursive: true });
        }
    }
    return existsSync(keptLogs) ? path.relative(process.cwd(), keptLogs) : undefined;
}
