import { z } from "zod";
import { quoted } from "../../model/read";
import { podRule } from "../../core/podRule";
import { eachImage, parseImage } from "./reference";

export const allowedRegistries = podRule({
    name: "images-allowed-registries",
    group: "images",
    description:
        "Images come from registries that the stack allows: images from other registries are not scanned, and may be unavailable.",
    severity: "high",
    enforcementLevel: "mandatory",
    remediation: "Mirror the image into an allowed registry, or add its registry to the rule's options.",
    link: "https://docs.aws.amazon.com/eks/latest/best-practices/image-security.html",
    options: z.strictObject({
        registries: z
            .array(z.string().min(1))
            .default([])
            .describe(
                "Allowed registries, each with an optional path (123.dkr.ecr.eu-west-1.amazonaws.com/ml); empty allows all",
            ),
    }),
    judge: (pod, run) => {
        const { registries } = run.options;
        if (registries.length === 0) {
            return;
        }
        eachImage(pod, run, (image, path) => {
            const { registry, repository } = parseImage(image);
            const full = `${registry}/${repository}`;
            const allowed = registries.some((prefix) => full.startsWith(prefix.endsWith("/") ? prefix : `${prefix}/`));
            if (image !== "" && !allowed) {
                const message = `"${path}" comes from ${registry} (${image}); allowed are ${quoted(registries)}`;
                run.report({ path, message, values: [image] });
            }
        });
    },
});
