import { PulumiCommand } from "@pulumi/pulumi/automation";
import { ExpectedError } from "../errors";

const INSTALL_PAGE = "https://www.pulumi.com/docs/install/";

/** The Pulumi CLI, which a rehearsal needs, is not installed. */
class EngineMissing extends ExpectedError {
    constructor() {
        super(
            `a rehearsal runs the real Pulumi engine, but "pulumi" is not on the PATH: install it, see ${INSTALL_PAGE}`,
        );
    }
}

/**
 * The `pulumi` on the PATH.
 *
 * @throws EngineMissing when it is not there; the Automation API's own error when its version is not supported.
 */
export async function findEngine(): Promise<PulumiCommand> {
    try {
        return await PulumiCommand.get();
    } catch (error) {
        throw isNotFound(error) ? new EngineMissing() : error;
    }
}

/** The Automation API has the system error only in its message. */
function isNotFound(error: unknown): boolean {
    return error instanceof Error && /\bENOENT\b/.test(error.message);
}
