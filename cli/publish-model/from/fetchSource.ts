import { mkdir, rm } from "node:fs/promises";
import path from "node:path";
import { type UploadProgress } from "../uploadProgress";
import { unpack } from "./archive";
import { type Fetching, room } from "./context";
import { fetchHuggingFace } from "./huggingFace";
import { fetchOci } from "./oci";
import { shownUrl, type Source } from "./source";
import { type Web } from "./web";

/**
 * Brings the files of a source to a folder below `temporary`, each of them what its digest says.
 *
 * @param progress what shows how far it is, by the number of bytes
 * @returns the folder
 * @throws CommandError when the source cannot be read, or is not what its digest says
 */
export async function fetchSource(
    source: Source,
    web: Web,
    temporary: string,
    progress: (bytes: number) => Pick<UploadProgress, "add" | "end">,
): Promise<string> {
    const [folder, scratch] = [path.join(temporary, "files"), path.join(temporary, "scratch")];
    await mkdir(folder);
    await mkdir(scratch);
    let shown: Pick<UploadProgress, "add" | "end"> | undefined;
    const fetching: Fetching = {
        web,
        folder,
        scratch,
        expect: (bytes) => (shown = progress(bytes)),
        add: (bytes) => shown?.add(bytes),
    };
    try {
        await fetchInto(source, fetching);
    } finally {
        shown?.end();
    }
    return folder;
}

async function fetchInto(source: Source, fetching: Fetching): Promise<void> {
    switch (source.kind) {
        case "archive": {
            const file = path.join(fetching.scratch, "archive");
            const hash = { kind: "sha256", hex: source.sha256 } as const;
            await fetching.web.save(source.url, file, { hash }, await room(fetching));
            await unpack(file, { source: shownUrl(source.url), folder: fetching.folder, room: await room(fetching) });
            await rm(file);
            return;
        }
        case "hugging-face":
            return fetchHuggingFace(source, fetching);
        case "oci":
            return fetchOci(source, fetching);
        default:
            return source satisfies never;
    }
}
