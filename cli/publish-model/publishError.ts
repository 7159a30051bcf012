/** Exit codes of `npm run publish-model`. */
export const exitCodes = {
    done: 0,
    /** The bucket holds something that publishing would overwrite or mix with. */
    refused: 1,
    /** Arguments, stack file or folder are wrong. */
    wrongInput: 2,
    /** Network, credentials, or a defect. */
    failed: 3,
} as const;
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** A reason not to publish that the user can do something about: shown without a stack trace. */
export class PublishError extends Error {
    constructor(
        message: string,
        public readonly exitCode: ExitCode,
    ) {
        super(message);
        this.name = "PublishError";
    }
}
