import { type ChartRelease } from "../charts";
import { type Manifest } from "../manifests";

/** Folder of everything below, in the output folder and in the Git repository. */
export const gitopsFolder = "gitops";

/** What is applied together, after everything of smaller waves. */
export interface Wave {
    readonly number: number;
    /** `04`, as its folder is called. */
    readonly name: string;
    /** Objects that a Git repository can hold: Secrets are masked, so they are left out. */
    readonly manifests: readonly Manifest[];
    /** Charts that a GitOps tool can fetch. */
    readonly charts: readonly ChartRelease[];
    /** What is left out, with the reason. */
    readonly leftOut: readonly string[];
    /** Nothing comes after it, and what is in it may take days: not waited for. */
    readonly last: boolean;
}
