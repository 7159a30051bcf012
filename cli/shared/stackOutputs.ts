import { execFile } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";
import { ExitCode } from "./exitCodes";
import { CommandError } from "./failure";

/**
 * The outputs of a stack as JSON text, by the pulumi CLI.
 *
 * @param instead what the user can do without them, for the message
 * @param secrets whether secret outputs are decrypted. Default: no
 * @throws CommandError when the CLI is missing or refuses
 */
export async function stackOutputs(folder: string, stack: string, instead: string, secrets = false): Promise<string> {
    const args = ["stack", "output", "--json", "--stack", stack, ...(secrets ? ["--show-secrets"] : [])];
    try {
        return (await promisify(execFile)("pulumi", args, { cwd: path.resolve(folder) })).stdout;
    } catch (error) {
        const { code, stderr } = error as NodeJS.ErrnoException & { stderr?: string };
        const reason =
            code === "ENOENT" ? "the pulumi CLI is not on the PATH" : stderr?.trim() || (error as Error).message;
        throw new CommandError(`the outputs of stack ${stack} cannot be read: ${reason}\n${instead}`, ExitCode.Failed);
    }
}
