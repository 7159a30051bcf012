// Outlives the process that started it by a moment: when that one ends, however it ends (kill -9 included), standard input
// closes, and whatever is still registered is killed and the folder removed. Runs as `node reaper.mjs FOLDER`.
import { rmSync } from "node:fs";
import process from "node:process";
import { createInterface } from "node:readline";

const [folder] = process.argv.slice(2);
const alive = new Set();

// Ctrl-C reaches the whole terminal; this process ends when its input does.
process.on("SIGINT", () => {});
process.on("SIGTERM", () => {});

for await (const line of createInterface({ input: process.stdin })) {
    const pid = Number(line.slice(1));
    if (line.startsWith("+")) {
        alive.add(pid);
    } else {
        alive.delete(pid);
    }
}
for (const pid of alive) {
    try {
        process.kill(pid, "SIGKILL");
    } catch {
        // Ended by itself.
    }
}
rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
