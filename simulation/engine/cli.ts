import { PulumiCommand } from "@pulumi/pulumi/automation";

export const INSTALL_PAGE = "https://www.pulumi.com/docs/install/";

/** There is no engine to rehearse with. */
export class EngineMissing extends Error {
    constructor() {
        super(`a rehearsal runs the real Pulumi engine, and there is no "pulumi" on the PATH: see ${INSTALL_PAGE}`);
        this.name = "EngineMissing";
    }
}

/**
 * The `pulumi` on the PATH.
 *
 * @throws EngineMissing when there is none; the Automation API's own error when it is one it cannot talk to.
 */
export async function findEngine(): Promise<PulumiCommand> {
    try {
        return await PulumiCommand.get();
    } catch (error) {
        throw isNotFound(error) ? new EngineMissing() : error;
    }
}

/** The Automation API wraps the system's error in its text. */
function isNotFound(error: unknown): boolean {
    return error instanceof Error && /\bENOENT\b/.test(error.message);
}
