import { specPath } from "../../model/pod";
import { absent, list, obj, str } from "../../model/read";
import { podRule } from "../../core/podRule";
import { noOptions } from "../../core/rule";

export const emptyDirSize = podRule({
    name: "limits-empty-dir-size",
    group: "limits",
    description: "Every emptyDir has a size limit: without one, a single pod can fill the node's disk or memory.",
    severity: "medium",
    enforcementLevel: "mandatory",
    remediation: "Set volumes[].emptyDir.sizeLimit.",
    link: "https://kubernetes.io/docs/concepts/storage/volumes/#emptydir",
    options: noOptions,
    judge: (pod, run) => {
        const volumes = list(pod.spec.volumes);
        for (let i = 0; i < volumes.length; i++) {
            run.attempt(() => {
                const volume = obj(volumes[i]);
                const emptyDir = obj(volume?.emptyDir);
                if (emptyDir !== undefined && absent(emptyDir.sizeLimit)) {
                    const path = specPath(pod, "volumes", i, "emptyDir", "sizeLimit");
                    run.report({
                        path,
                        message: `"${path}" is missing; give volume "${str(volume?.name) ?? ""}" a size`,
                    });
                }
            });
        }
    },
});
