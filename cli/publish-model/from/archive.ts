import { createWriteStream } from "node:fs";
import { mkdir, open } from "node:fs/promises";
import path from "node:path";
import { type Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { extract, list, type ReadEntry } from "tar";
import yauzl from "yauzl";
import { CommandError } from "../../shared/failure";
import { sizeText } from "../uploadProgress";
import { mostFiles, placeOf } from "./paths";
import { failed, rejected } from "./web";

/** How far an archive may be unpacked. */
export interface Unpacking {
    /** As messages name it. */
    readonly source: string;
    readonly folder: string;
    /** Most bytes of its files together. */
    readonly room: number;
}

/**
 * Unpacks a tar (also gzip) or zip archive. Only plain files with plain names are taken: a link or a device, or a name that leads
 * out of the folder, ends it.
 *
 * @returns the number of bytes of its files
 * @throws CommandError when it is neither, broken, or has more than it may
 */
export async function unpack(file: string, unpacking: Unpacking): Promise<number> {
    const head = Buffer.alloc(264);
    const handle = await open(file);
    try {
        await handle.read(head, 0, head.length, 0);
    } finally {
        await handle.close();
    }
    const contents = new Contents(unpacking);
    try {
        if (head.readUInt32BE(0) === 0x504b0304) {
            await unpackZip(file, contents);
        } else if (head.readUInt16BE(0) === 0x1f8b || head.toString("latin1", 257, 262) === "ustar") {
            await unpackTar(file, contents);
        } else {
            throw rejected(`${unpacking.source} is not an archive that can be unpacked: use .tar, .tar.gz or .zip`);
        }
    } catch (error) {
        if (error instanceof CommandError) {
            throw error;
        }
        throw rejected(`${unpacking.source} cannot be unpacked: ${(error as Error).message}`);
    }
    return contents.bytes;
}

/** What has been unpacked, held against the limits before a file is written. */
class Contents {
    public bytes = 0;
    private readonly names = new Set<string>();

    constructor(private readonly unpacking: Unpacking) {}

    public get folder(): string {
        return this.unpacking.folder;
    }

    /** The place of a plain file. */
    public file(name: string, bytes: number): string {
        const { source, folder, room } = this.unpacking;
        const plain = name.replace(/^(\.\/)+/, "");
        const place = placeOf(folder, plain, source);
        if (this.names.has(plain)) {
            throw rejected(`${source} has the file ${JSON.stringify(plain)} twice: nothing is published`);
        }
        this.names.add(plain);
        this.bytes += bytes;
        if (this.names.size > mostFiles) {
            throw rejected(`${source} has more than ${mostFiles} files: nothing is published`);
        }
        if (this.bytes > room) {
            throw failed(
                `${source} has files of more than ${sizeText(room)}, for which the folder for temporary files has no room: ` +
                    "make room, or set TMPDIR to a folder on a larger disk",
            );
        }
        return place;
    }

    public refuse(name: string, kind: string): CommandError {
        return rejected(
            `${this.unpacking.source} has ${JSON.stringify(name)}, a ${kind}: only plain files are taken; pack what it points to`,
        );
    }
}

const tarFiles: readonly string[] = ["File", "OldFile", "ContiguousFile"];
/** Directories follow from names of files; a global header only describes. */
const tarIgnored: readonly string[] = ["Directory", "GNUDumpDir", "GlobalExtendedHeader"];

/** Reads all headers before anything is written: what is refused leaves nothing behind. */
async function unpackTar(file: string, contents: Contents): Promise<void> {
    const entries: { readonly name: string; readonly type: string; readonly bytes: number }[] = [];
    const onReadEntry = ({ path: name, type, size }: ReadEntry) => entries.push({ name, type, bytes: size });
    await list({ file, strict: true, onReadEntry });
    for (const { name, type, bytes } of entries) {
        if (tarFiles.includes(type)) {
            contents.file(name, bytes);
        } else if (!tarIgnored.includes(type)) {
            throw contents.refuse(name, type === "SymbolicLink" || type === "Link" ? "link" : type);
        }
    }
    await extract({ file, strict: true, cwd: contents.folder, preserveOwner: false });
}

/** File type of Unix in the upper half of a zip entry's attributes. */
const fileType = 0o170000;
const plainFile = 0o100000;

function unpackZip(file: string, contents: Contents): Promise<void> {
    return new Promise((resolve, reject) => {
        yauzl.open(file, { lazyEntries: true, strictFileNames: true }, (opening, zip) => {
            if (opening !== null) {
                reject(opening);
                return;
            }
            const fail = (error: Error) => {
                zip.close();
                reject(error);
            };
            zip.on("error", fail);
            zip.on("end", resolve);
            zip.on("entry", (entry: yauzl.Entry) => {
                writeZipEntry(zip, entry, contents).then(() => zip.readEntry(), fail);
            });
            zip.readEntry();
        });
    });
}

async function writeZipEntry(zip: yauzl.ZipFile, entry: yauzl.Entry, contents: Contents): Promise<void> {
    const name = entry.fileName;
    const type = (entry.externalFileAttributes >>> 16) & fileType;
    if (name.endsWith("/")) {
        return;
    }
    if (type !== 0 && type !== plainFile) {
        throw contents.refuse(name, "link or device");
    }
    if ((entry.generalPurposeBitFlag & 1) !== 0) {
        throw contents.refuse(name, "file with a password");
    }
    const place = contents.file(name, entry.uncompressedSize);
    await mkdir(path.dirname(place), { recursive: true });
    const content = await new Promise<Readable>((resolve, reject) => {
        zip.openReadStream(entry, (error, stream) => (error === null ? resolve(stream) : reject(error)));
    });
    await pipeline(content, createWriteStream(place, { flags: "wx" }));
}
