import { isInjectedProxy } from "../../model/istio";
import { type Container, containerPath, type Pod, specPath } from "../../model/pod";
import { list, obj, str } from "../../model/read";
import { type PodRun } from "../../core/podRule";

/** An image reference in its parts, `docker.io` and `library/` filled in as container runtimes do. */
export interface ImageReference {
    readonly registry: string;
    readonly repository: string;
    readonly tag?: string;
    readonly digest?: string;
}

export function parseImage(image: string): ImageReference {
    const [named = "", digest] = image.split("@", 2);
    const slash = named.lastIndexOf("/");
    const colon = named.indexOf(":", slash + 1);
    const path = colon === -1 ? named : named.slice(0, colon);
    const tag = colon === -1 ? undefined : named.slice(colon + 1);
    const [first = "", ...rest] = path.split("/");
    const hasRegistry = rest.length > 0 && (/[.:]/.test(first) || first === "localhost");
    const repository = hasRegistry ? rest.join("/") : path;
    const registry = hasRegistry ? first : "docker.io";
    return {
        registry,
        repository: registry === "docker.io" && !repository.includes("/") ? `library/${repository}` : repository,
        ...(tag !== undefined && tag !== "" && { tag }),
        ...(digest !== undefined && digest !== "" && { digest }),
    };
}

/** Visits every image of a pod: its containers' and those of image volumes. */
export function eachImage<Options>(pod: Pod, run: PodRun<Options>, visit: (image: string, path: string) => void): void {
    run.eachContainer((container: Container) => {
        if (isInjectedProxy(pod, container)) {
            return;
        }
        visit(str(container.spec.image) ?? "", containerPath(pod, container, "image"));
    });
    run.attempt(() => {
        list(pod.spec.volumes).forEach((item, i) => {
            const image = obj(obj(item)?.image);
            if (image !== undefined) {
                visit(str(image.reference) ?? "", specPath(pod, "volumes", i, "image", "reference"));
            }
        });
    });
}
