import { podRule } from "../../core/podRule";
import { noOptions } from "../../core/rule";
import { eachImage, parseImage } from "./reference";

export const pinnedTags = podRule({
    name: "images-pinned-tags",
    group: "images",
    description: "Images have a version: with the tag latest, or without a tag, a restart can run a different image.",
    severity: "high",
    enforcementLevel: "mandatory",
    remediation: "Write a version tag, a digest, or both.",
    link: "https://kubernetes.io/docs/concepts/containers/images/#image-names",
    options: noOptions,
    judge: (pod, run) => {
        eachImage(pod, run, (image, path) => {
            const { tag, digest } = parseImage(image);
            if (image === "") {
                run.report({ path, message: `"${path}" is missing; set an image with a version tag or digest` });
            } else if (digest === undefined && (tag === undefined || tag === "latest")) {
                const wrong = tag === undefined ? "has no tag" : `has the tag "latest"`;
                const message = `"${path}" ${wrong} (${image}); write a version tag or digest`;
                run.report({ path, message, values: [image] });
            }
        });
    },
});
