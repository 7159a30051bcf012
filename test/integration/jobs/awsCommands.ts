import { existsSync, mkdirSync } from "node:fs";
import path from "node:path";
import { ProcessGroup } from "../cluster/processes";

let folder: Promise<string> | undefined;

/**
 * A folder with the program `aws`, for the PATH of scripts: the AWS command line of `python3`, which takes 0.07 s for a call where
 * its start would take 0.4 s more. Runs until this process ends.
 *
 * @throws ComponentError where awscli is not installed for `python3`
 */
export function awsCommands(): Promise<string> {
    return (folder ??= serve());
}

async function serve(): Promise<string> {
    const group = new ProcessGroup();
    const bin = path.join(group.folder, "bin");
    mkdirSync(bin);
    await group.start({
        name: "aws",
        binary: "python3",
        args: [path.join(__dirname, "aws-commands", "serve.py"), bin],
        // That of the scripts.
        env: { LC_ALL: "C" },
        ready: () => Promise.resolve(existsSync(path.join(bin, "aws"))),
    });
    return bin;
}
