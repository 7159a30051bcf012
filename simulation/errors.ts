/** An error whose message tells the user everything: shown without a stack trace. The base of every such error. */
export class ExpectedError extends Error {
    constructor(message: string) {
        super(message);
        this.name = new.target.name;
    }
}

/** An argument or an input file is wrong; the message names it. */
export class InputError extends ExpectedError {}
