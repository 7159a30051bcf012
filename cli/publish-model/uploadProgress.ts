import { type Output } from "../shared/terminal";

/** Progress of an upload: a bar that is redrawn on a terminal, a line for every 10 percent elsewhere. */
export class UploadProgress {
    private done = 0;
    private shown = -1;

    constructor(
        private readonly total: number,
        private readonly out: Output,
    ) {}

    public add(bytes: number): void {
        this.done += bytes;
        const percent = this.total === 0 ? 100 : Math.floor((this.done / this.total) * 100);
        const step = this.out.isTTY === true ? percent : percent - (percent % 10);
        if (step === this.shown) {
            return;
        }
        this.shown = step;
        this.out.write(this.out.isTTY === true ? `\r${progressBar(percent, this.done, this.total)}` : `${step} %\n`);
    }

    /** Ends the line of the bar. */
    public end(): void {
        if (this.out.isTTY === true && this.shown >= 0) {
            this.out.write("\n");
        }
    }
}

function progressBar(percent: number, done: number, total: number): string {
    const width = 30;
    const filled = Math.round((percent / 100) * width);
    const bar = "#".repeat(filled) + "-".repeat(width - filled);
    return `[${bar}] ${String(percent).padStart(3)} %  ${sizeText(done)} of ${sizeText(total)}`;
}

/** A number of bytes as text: `512 B`, `1.5 GiB`. */
export function sizeText(bytes: number): string {
    const units = ["B", "KiB", "MiB", "GiB", "TiB"];
    const power = bytes === 0 ? 0 : Math.min(units.length - 1, Math.floor(Math.log2(bytes) / 10));
    const value = bytes / 1024 ** power;
    return `${power === 0 ? value : value.toFixed(1)} ${units[power]}`;
}
