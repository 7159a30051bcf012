import { ExitCode } from "../../shared/exitCodes";
import { CommandError } from "../../shared/failure";

/** Where the files of a version come from, when not from a folder of this machine; each names its content by a digest. */
export type Source =
    /** A tar or zip archive. */
    | { readonly kind: "archive"; readonly url: URL; readonly sha256: string }
    | {
          readonly kind: "hugging-face";
          /** `owner/name`. */
          readonly repository: string;
          readonly commit: string;
      }
    | {
          readonly kind: "oci";
          readonly registry: string;
          readonly repository: string;
          /** `sha256:…` of the manifest. */
          readonly digest: string;
      };

export const sourceForms =
    "https://HOST/PATH with --digest sha256:HEX, hf://OWNER/NAME@COMMIT, or oci://REGISTRY/REPOSITORY@sha256:HEX";

/**
 * @param digest `--digest`
 * @throws CommandError when the text does not name a source, or names it without a digest
 */
export function parseSource(text: string, digest: string | undefined): Source {
    const [scheme = ""] = /^[a-z]+(?=:\/\/)/.exec(text) ?? [];
    switch (scheme) {
        case "https":
            return archive(text, digest);
        case "hf":
            withoutDigest(digest, "hf:// names the commit, whose files have digests");
            return huggingFace(text.slice("hf://".length));
        case "oci":
            withoutDigest(digest, "oci:// has the digest behind @");
            return oci(text.slice("oci://".length));
        case "http":
            throw fault("is not encrypted: use https://");
        default:
            throw fault(`is not a source: use ${sourceForms}`);
    }
}

/** An address as messages show it: without what may be a credential, in the query. */
export function shownUrl({ origin, pathname }: Pick<URL, "origin" | "pathname">): string {
    return `${origin}${pathname}`;
}

/** A source as messages name it. */
export function shownSource(source: Source): string {
    switch (source.kind) {
        case "archive":
            return shownUrl(source.url);
        case "hugging-face":
            return `hf://${source.repository}@${source.commit}`;
        case "oci":
            return `oci://${source.registry}/${source.repository}@${source.digest}`;
        default:
            return source satisfies never;
    }
}

function archive(text: string, digest: string | undefined): Source {
    let url: URL;
    try {
        url = new URL(text);
    } catch {
        throw fault("is not a URL: use https://HOST/PATH");
    }
    if (url.username !== "" || url.password !== "") {
        throw fault("has a user or password, and only public archives are read: remove it");
    }
    const [, sha256] = /^sha256:([0-9a-f]{64})$/.exec(digest ?? "") ?? [];
    if (sha256 === undefined) {
        throw new CommandError(
            "--digest is " +
                (digest === undefined ? "missing" : `"${digest}"`) +
                ": an https:// source needs the SHA-256 of the archive, as sha256: and 64 hexadecimal digits in lower case",
            ExitCode.InvalidInput,
        );
    }
    return { kind: "archive", url, sha256 };
}

const namePart = "[A-Za-z0-9][\\w.-]{0,95}";

function huggingFace(text: string): Source {
    const [repository = "", commit] = text.split("@");
    if (!new RegExp(`^${namePart}/${namePart}$`).test(repository) || repository.includes("..")) {
        throw fault("names no repository: use hf://OWNER/NAME@COMMIT");
    }
    if (commit === undefined || !/^[0-9a-f]{40}$/.test(commit)) {
        throw fault(
            `names ${commit === undefined ? "no revision" : `the revision "${commit}"`}: use the 40 hexadecimal digits of a ` +
                "commit; branches and tags move",
        );
    }
    return { kind: "hugging-face", repository, commit };
}

function oci(text: string): Source {
    const [, registry, repository] =
        /^([a-z0-9.-]+(?::\d{1,5})?)\/([a-z0-9]+(?:[._/-]+[a-z0-9]+)*)(?=@|:|$)/.exec(text) ?? [];
    if (registry === undefined || repository === undefined) {
        throw fault("names no repository: use oci://REGISTRY/REPOSITORY@sha256:HEX");
    }
    const rest = text.slice(registry.length + 1 + repository.length);
    if (!/^@sha256:[0-9a-f]{64}$/.test(rest)) {
        throw fault(
            `has ${rest === "" ? "no digest" : `"${rest}" behind the repository`}: use @sha256: and 64 hexadecimal digits; tags move`,
        );
    }
    return { kind: "oci", registry, repository, digest: rest.slice(1) };
}

function withoutDigest(digest: string | undefined, because: string): void {
    if (digest !== undefined) {
        throw new CommandError(`--digest is only for https:// sources: ${because}`, ExitCode.InvalidInput);
    }
}

function fault(what: string): CommandError {
    return new CommandError(`--from ${what}`, ExitCode.InvalidInput);
}
