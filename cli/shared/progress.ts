import { type Output } from "./terminal";

/** A status line on a terminal: overwritten as work proceeds, removed at the end. Prints nothing where there is no terminal. */
export class Progress {
    private shown = false;

    constructor(private readonly stream: Output) {}

    public show(text: string): void {
        if (this.stream.isTTY === true) {
            this.stream.write(`\r\u001b[K${text.slice(0, (this.stream.columns ?? 80) - 1)}`);
            this.shown = true;
        }
    }

    public done(): void {
        if (this.shown) {
            this.stream.write("\r\u001b[K");
            this.shown = false;
        }
    }
}
