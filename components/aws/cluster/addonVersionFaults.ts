import { type ClusterConfig } from "../../../config/cluster";
import { type Fault } from "../../../config/fault";
import { unknownKeyReason } from "../../../config/validate";
import { eksAddonNames, type EksAddonName, oldestAddonVersions } from "./eksAddons";

/** Faults of `cluster.addonVersions`: add-ons that the platform does not have, and versions it cannot work with. */
export function addonVersionFaults({ addonVersions }: Pick<ClusterConfig, "addonVersions">): readonly Fault[] {
    return Object.entries(addonVersions).flatMap(([name, version]) => {
        const path = `cluster.addonVersions.${name}`;
        if (!(eksAddonNames as readonly string[]).includes(name)) {
            return [{ path, reason: unknownKeyReason(name, eksAddonNames) }];
        }
        const parts = versionParts(version);
        if (parts === undefined) {
            const reason = `is "${version}": must be a version as EKS writes it, for example v1.13.2-eksbuild.4; aws eks describe-addon-versions --addon-name ${name} lists them`;
            return [{ path, reason }];
        }
        const oldest = oldestAddonVersions[name as EksAddonName];
        if (oldest !== undefined && isOlder(parts, versionParts(oldest.version) ?? [])) {
            const reason = `is "${version}": must be ${oldest.version} or newer, ${oldest.reason}`;
            return [{ path, reason }];
        }
        return [];
    });
}

/** Major, minor, patch and EKS' build of a version such as `v1.13.2-eksbuild.4`; the build may be absent. */
function versionParts(version: string): readonly number[] | undefined {
    const match = /^v(\d+)\.(\d+)\.(\d+)(?:-eksbuild\.(\d+))?$/.exec(version);
    return match?.slice(1).map((part: string | undefined) => Number(part ?? 0));
}

function isOlder(version: readonly number[], than: readonly number[]): boolean {
    const i = version.findIndex((part, at) => part !== than[at]);
    return i >= 0 && (version[i] ?? 0) < (than[i] ?? 0);
}
