import { specPath } from "../../model/pod";
import { absent, list, type Obj, obj, str } from "../../model/read";
import { type CheckRun } from "./check";

export interface Volume {
    readonly name: string;
    readonly path: string;
    readonly spec: Obj;
}

/** Visits every volume of the pod; an unknown value in one does not hide faults in the others. */
export function eachVolume(run: CheckRun, visit: (volume: Volume) => void): void {
    const { pod } = run;
    run.attempt(() => {
        const volumes = list(pod.spec.volumes);
        for (let i = 0; i < volumes.length; i++) {
            run.attempt(() => {
                const spec = obj(volumes[i]);
                if (spec !== undefined) {
                    visit({ name: str(spec.name) ?? "", path: specPath(pod, "volumes", i), spec });
                }
            });
        }
    });
}

/** Whether a volume names a source. The API server gives a volume that names none an emptyDir. */
export function hasSource(volume: Volume, source: string): boolean {
    return Object.hasOwn(volume.spec, source) && !absent(volume.spec[source]);
}
