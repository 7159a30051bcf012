import { type Output } from "./terminal";

/** A line on a terminal that is overwritten as work goes on, and gone when it is done; silent anywhere else. */
export class Progress {
    private shown = false;

    constructor(private readonly stream: Output) {}

    public say(text: string): void {
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
