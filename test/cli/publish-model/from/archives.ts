import { gzipSync, crc32 } from "node:zlib";
import { Header } from "tar";

/** An entry of an archive; a link points to its content. */
export interface PackedEntry {
    readonly name: string;
    readonly content?: string;
    readonly type?: "File" | "Directory" | "SymbolicLink" | "Link" | "CharacterDevice";
}

/** A tar archive, whatever its names are. */
export function tarOf(entries: readonly PackedEntry[]): Buffer {
    const blocks = entries.flatMap(({ name, content = "", type = "File" }) => {
        const body = type === "File" ? Buffer.from(content) : Buffer.alloc(0);
        const header = new Header({
            path: name,
            type,
            size: body.length,
            mode: 0o644,
            mtime: new Date(0),
            ...(type.endsWith("Link") && { linkpath: content }),
        });
        const block = Buffer.alloc(512);
        header.encode(block);
        return [block, body, Buffer.alloc((512 - (body.length % 512)) % 512)];
    });
    return Buffer.concat([...blocks, Buffer.alloc(1024)]);
}

export function tarGzOf(entries: readonly PackedEntry[]): Buffer {
    return gzipSync(tarOf(entries));
}

/** A zip archive without compression. Source: PKWARE's application note. */
export function zipOf(entries: readonly PackedEntry[], flags = 0): Buffer {
    const files: Buffer[] = [];
    const directory: Buffer[] = [];
    let offset = 0;
    for (const { name, content = "", type = "File" } of entries) {
        const [path, body] = [Buffer.from(name), Buffer.from(content)];
        // A file with a password begins with twelve bytes of its cipher.
        const stored = (flags & 1) === 1 ? Buffer.concat([Buffer.alloc(12), body]) : body;
        const common = Buffer.alloc(26);
        common.writeUInt16LE(20, 0);
        common.writeUInt16LE(flags, 2);
        common.writeUInt32LE(crc32(body), 10);
        common.writeUInt32LE(stored.length, 14);
        common.writeUInt32LE(body.length, 18);
        common.writeUInt16LE(path.length, 22);
        const local = Buffer.concat([Buffer.from("PK\u0003\u0004"), common, path, stored]);
        const attributes = Buffer.alloc(14);
        attributes.writeUInt32LE(((type === "SymbolicLink" ? 0o120777 : 0o100644) << 16) >>> 0, 6);
        attributes.writeUInt32LE(offset, 10);
        // Made on Unix, so that the attributes hold the type of the file.
        directory.push(Buffer.from("PK\u0001\u0002"), Buffer.from([20, 3]), common, attributes, path);
        files.push(local);
        offset += local.length;
    }
    const list = Buffer.concat(directory);
    const end = Buffer.alloc(18);
    end.writeUInt16LE(entries.length, 4);
    end.writeUInt16LE(entries.length, 6);
    end.writeUInt32LE(list.length, 8);
    end.writeUInt32LE(offset, 12);
    return Buffer.concat([...files, list, Buffer.from("PK\u0005\u0006"), end]);
}
