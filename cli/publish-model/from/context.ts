import { statfs } from "node:fs/promises";
import { type Web } from "./web";

/** A version on its way to a folder of this machine. */
export interface Fetching {
    readonly web: Web;
    /** Gets the files. */
    readonly folder: string;
    /** For what is not a file of the version, on the same disk. */
    readonly scratch: string;
    /** Says how many bytes there will be. */
    readonly expect: (bytes: number) => void;
    /** Says how many have come. */
    readonly add: (bytes: number) => void;
}

/** Bytes of the disk that stay free. */
const reserve = 64 * 1024 ** 2;

/** Bytes that may be stored. */
export async function room({ folder }: Pick<Fetching, "folder">): Promise<number> {
    const { bavail, bsize } = await statfs(folder);
    return Math.max(0, bavail * bsize - reserve);
}
