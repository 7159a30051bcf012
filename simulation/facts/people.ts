import { obj, str } from "../../policy/model/read";
import { type Manifest } from "../output/manifests";
import { clusterObjects, objectsIn, ofKind } from "./objects";

/** What a group of people may do, by the role that is bound to it. */
export interface GroupRights {
    readonly group: string;
    readonly role: string;
    /** Ascending. */
    readonly namespaces: readonly string[];
}

/** Rights of people in namespaces, group by group: bindings of service accounts are left out. */
export function people(manifests: readonly Pick<Manifest, "object">[]): GroupRights[] {
    const rights = new Map<string, GroupRights>();
    for (const { namespace, object } of ofKind(clusterObjects(manifests.map((each) => each.object)), "RoleBinding")) {
        const role = str(obj(object.roleRef)?.name) ?? "";
        for (const subject of objectsIn(object.subjects).filter(({ kind }) => kind === "Group")) {
            const group = str(subject.name) ?? "";
            const key = JSON.stringify([group, role]);
            const namespaces = [...(rights.get(key)?.namespaces ?? []), namespace].sort();
            rights.set(key, { group, role, namespaces });
        }
    }
    return [...rights.values()].sort((a, b) => (a.group < b.group ? -1 : 1));
}
