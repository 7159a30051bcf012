import { podRule } from "../../core/podRule";
import { noOptions } from "../../core/rule";
import { eachImage, parseImage } from "./reference";

export const digests = podRule({
    name: "images-digests",
    group: "images",
    description: "Images have a digest: anyone with push access can move a tag to another image.",
    severity: "medium",
    // For stacks that require it: tags in mirrors and early development change too often.
    enforcementLevel: "disabled",
    remediation: "Append @sha256:<digest> to the image; the tag may stay for readability.",
    link: "https://kubernetes.io/docs/concepts/containers/images/#image-names",
    options: noOptions,
    judge: (pod, run) => {
        eachImage(pod, run, (image, path) => {
            const { digest } = parseImage(image);
            if (image !== "" && !/^sha256:[0-9a-f]{64}$/.test(digest ?? "")) {
                const message = `"${path}" has no digest (${image}); append @sha256:<64 hexadecimal digits>`;
                run.report({ path, message, values: [image] });
            }
        });
    },
});
