import assert from "node:assert/strict";
import { cachedRegistries, imageCaches } from "../../../../components/aws/images/imageCache";
import { readStackConfig } from "../../../../simulation/stackFile";
import { loadProgram } from "../../../../simulation/in-process/program";
import { PROJECT, runProgram } from "../../../../simulation/in-process/run";
import { projectFolder } from "../../../../cli/shared/arguments";
import { DependencyGraph } from "../../../support/dependencyGraph";
import { simulateAws } from "../../../support/aws/awsSide";
import { statementsOf } from "../../../support/aws/iam";

const secret = "arn:aws:secretsmanager:us-west-2:111122223333:secret:ecr-pullthroughcache/docker-hub-a1b2c3";
const cached = `images.cache={ scanOnPush: true, credentials: { docker.io: "${secret}" } }`;
const registry = "111122223333.dkr.ecr.us-west-2.amazonaws.com";

describe("the cache of images in ECR", () => {
    it("is not there unless the stack file asks for it", async () => {
        const run = await simulateAws("dev");
        assert.deepEqual(run.all("aws:ecr/pullThroughCacheRule:PullThroughCacheRule"), []);
        assert.deepEqual(run.all("aws:ecr/registryScanningConfiguration:RegistryScanningConfiguration"), []);
    });

    it("holds the registries that need no account, and those whose account is given", async () => {
        const run = await simulateAws("dev", { settings: [cached] });
        assert.deepEqual(
            run
                .all("aws:ecr/pullThroughCacheRule:PullThroughCacheRule")
                .map(({ inputs }) => [inputs.ecrRepositoryPrefix, inputs.upstreamRegistryUrl, inputs.credentialArn])
                .sort(),
            [
                ["dev/docker.io", "registry-1.docker.io", secret],
                ["dev/quay.io", "quay.io", undefined],
                ["dev/registry.k8s.io", "registry.k8s.io", undefined],
            ],
        );
        const none = { scanOnPush: false, credentials: {} };
        assert.deepEqual(cachedRegistries(none), ["quay.io", "registry.k8s.io"]);
        assert.deepEqual(cachedRegistries({ ...none, credentials: { "ghcr.io": secret } }), [
            "ghcr.io",
            "quay.io",
            "registry.k8s.io",
        ]);
    });

    it("removes what no tag names, and lets tags move with their owner", async () => {
        const run = await simulateAws("dev", { settings: [cached] });
        const { inputs } = run.one("aws:ecr/repositoryCreationTemplate:RepositoryCreationTemplate");
        assert.deepEqual(
            [inputs.prefix, inputs.appliedFors, inputs.imageTagMutability],
            ["dev", ["PULL_THROUGH_CACHE"], "MUTABLE"],
        );
        const { rules } = JSON.parse(String(inputs.lifecyclePolicy)) as { rules: { selection: object }[] };
        assert.deepEqual(rules[0]?.selection, {
            tagStatus: "untagged",
            countType: "sinceImagePushed",
            countUnit: "days",
            countNumber: 30,
        });
    });

    it("scans its images on push, or leaves the registry's scanning to its owner", async () => {
        const run = await simulateAws("dev", { settings: [cached] });
        const { inputs } = run.one("aws:ecr/registryScanningConfiguration:RegistryScanningConfiguration");
        assert.deepEqual(inputs, {
            scanType: "BASIC",
            rules: [
                {
                    scanFrequency: "SCAN_ON_PUSH",
                    repositoryFilters: [{ filter: "dev/*", filterType: "WILDCARD" }],
                },
            ],
        });
        const other = await simulateAws("dev", { settings: ["images.cache={ scanOnPush: false, prefix: images }"] });
        assert.deepEqual(other.all("aws:ecr/registryScanningConfiguration:RegistryScanningConfiguration"), []);
    });

    it("lets nodes create the repository of an image that they pull first, and no other", async () => {
        const run = await simulateAws("dev", { settings: ["images.cache={ scanOnPush: false, prefix: images }"] });
        const policy = run.one("aws:iam/rolePolicy:RolePolicy", "node-role-image-cache");
        assert.deepEqual(statementsOf(policy), [
            {
                Effect: "Allow",
                Action: ["ecr:BatchImportUpstreamImage", "ecr:CreateRepository"],
                Resource: ["arn:aws:ecr:us-west-2:111122223333:repository/images/*"],
            },
        ]);
    });

    it("has an address per registry", () => {
        assert.deepEqual(
            imageCaches(
                { scanOnPush: false, credentials: {} },
                { stack: "Prod", region: "eu-west-1", accountId: "444455556666" },
            ),
            {
                "quay.io": "444455556666.dkr.ecr.eu-west-1.amazonaws.com/prod/quay.io",
                "registry.k8s.io": "444455556666.dkr.ecr.eu-west-1.amazonaws.com/prod/registry.k8s.io",
            },
        );
    });

    it("is where every image of a cached registry comes from, in charts and pods, after its rules exist", async () => {
        const stack = readStackConfig(projectFolder, "dev", PROJECT, [cached]);
        const { resources } = await runProgram(loadProgram(), { stack: "dev", ...stack });
        const kubernetes = resources.filter(({ type }) => type.startsWith("kubernetes:"));
        const text = JSON.stringify(kubernetes.map(({ inputs }) => inputs));
        const references = [...text.matchAll(/"(?:image|registry|repository|imageRegistry)":"([^"]+)"/g)].map(
            ([, reference = ""]) => reference,
        );
        for (const host of ["docker.io", "quay.io", "registry.k8s.io"]) {
            assert.ok(
                references.some((reference) => reference.startsWith(`${registry}/dev/${host}`)),
                host,
            );
            assert.deepEqual(
                references.filter((reference) => reference.startsWith(host)),
                [],
            );
        }
        // One registry is not cached without an account, the other not by ECR at all.
        assert.deepEqual(
            references.filter((reference) => /dev\/(ghcr|nvcr)\.io/.test(reference)),
            [],
        );
        const rules = resources.filter(({ type }) => type.includes("pullThroughCacheRule")).map(({ urn }) => urn);
        assert.equal(rules.length, 3);
        const graph = new DependencyGraph(resources);
        for (const release of resources.filter(({ type }) => type === "kubernetes:helm.sh/v3:Release")) {
            assert.deepEqual(
                rules.filter((urn) => !graph.dependsOn(release.urn, urn)),
                [],
                release.name,
            );
        }
    });
});
