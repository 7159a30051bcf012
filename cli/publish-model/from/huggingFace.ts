import { mkdir } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";
import { type Fetching, room } from "./context";
import { mostFiles, placeOf } from "./paths";
import { shownSource, type Source } from "./source";
import { failed, parsed, rejected, statusError } from "./web";

type HuggingFaceSource = Extract<Source, { kind: "hugging-face" }>;

const origin = "https://huggingface.co";

/** Source: Hugging Face Hub API, list of a repository's files at a revision. */
const listing = z.array(
    z.looseObject({
        type: z.string(),
        path: z.string(),
        oid: z.string(),
        size: z.int().min(0).optional(),
        lfs: z.looseObject({ oid: z.string(), size: z.int().min(0) }).optional(),
    }),
);
type Entry = z.output<typeof listing>[number];

/** Files that git alone reads. */
const ofGit = [".gitattributes", ".gitignore"];

/**
 * Stores the files of a repository at a commit. Large files are named by their SHA-256, others by the hash that git gives them;
 * each is held against its own.
 */
export async function fetchHuggingFace(source: HuggingFaceSource, fetching: Fetching): Promise<void> {
    const { repository, commit } = source;
    const files = (await list(source, fetching)).filter(
        ({ type, path: name }) => type === "file" && !ofGit.includes(name),
    );
    fetching.expect(files.reduce((sum, { lfs, size = 0 }) => sum + (lfs?.size ?? size), 0));
    for (const { path: name, oid, size = 0, lfs } of files) {
        const place = placeOf(fetching.folder, name, shownSource(source));
        await mkdir(path.dirname(place), { recursive: true });
        const url = new URL(
            `${origin}/${repository}/resolve/${commit}/${name.split("/").map(encodeURIComponent).join("/")}`,
        );
        const hash =
            lfs === undefined ? ({ kind: "git", hex: oid } as const) : ({ kind: "sha256", hex: lfs.oid } as const);
        fetching.add(await fetching.web.save(url, place, { hash, bytes: lfs?.size ?? size }, await room(fetching)));
    }
}

/** The list comes in pages, each with the address of the next. */
async function list(source: HuggingFaceSource, { web }: Fetching): Promise<readonly Entry[]> {
    const { repository, commit } = source;
    const entries: Entry[] = [];
    let next: URL | undefined = new URL(`${origin}/api/models/${repository}/tree/${commit}?recursive=true`);
    while (next !== undefined) {
        const url: URL = next;
        const { status, headers, body } = await web.read(url, { accept: "application/json" });
        if (status !== 200) {
            throw statusError(url, status);
        }
        const page = listing.safeParse(parsed(body));
        if (!page.success) {
            throw failed(`${url.origin}${url.pathname} answers with another list of files than this command reads`);
        }
        entries.push(...page.data);
        if (entries.length > mostFiles) {
            throw rejected(`${shownSource(source)} has more than ${mostFiles} files: nothing is published`);
        }
        const [, link] = /<([^>]+)>;\s*rel="next"/.exec(headers.get("link") ?? "") ?? [];
        next = link === undefined ? undefined : new URL(link, url);
        if (next !== undefined && next.origin !== origin) {
            throw rejected(`${url.origin}${url.pathname} continues its list at ${next.origin}: nothing is published`);
        }
    }
    return entries;
}
