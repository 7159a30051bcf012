import path from "node:path";

/** Where the logs of programs are kept after a failure, in a folder for each tier. */
export const logsFolder = path.resolve(__dirname, "../../.cache/logs");
