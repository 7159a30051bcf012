import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { definitions } from "../../components/addons/definitions";

const root = path.resolve(__dirname, "../..");

interface Manager {
    readonly managerFilePatterns: readonly string[];
    readonly matchStrings: readonly string[];
    readonly depNameTemplate?: string;
    readonly datasourceTemplate: string;
}

interface Found {
    readonly datasource: string;
    readonly name: string;
    readonly version: string;
    readonly registry?: string;
}

const { customManagers } = JSON.parse(readFileSync(path.join(root, "renovate.json"), "utf8")) as {
    readonly customManagers: readonly Manager[];
};

const sources = ["components", "config"].flatMap((folder) =>
    readdirSync(path.join(root, folder), { recursive: true, encoding: "utf8" }).map((file) =>
        path.posix.join(folder, file),
    ),
);

/** What Renovate finds with the project's own patterns, which it writes as `/…/`. */
const found: readonly Found[] = customManagers.flatMap((manager) => {
    const patterns = manager.managerFilePatterns.map((pattern) => new RegExp(pattern.slice(1, -1)));
    return sources
        .filter((file) => patterns.some((pattern) => pattern.test(file)))
        .flatMap((file) => {
            const text = readFileSync(path.join(root, file), "utf8");
            return manager.matchStrings.flatMap((match) => [...text.matchAll(new RegExp(match, "g"))]);
        })
        .map(({ groups = {} }) => ({
            datasource: manager.datasourceTemplate,
            name: groups.depName ?? manager.depNameTemplate ?? "",
            version: groups.currentValue ?? "",
            registry: groups.registryUrl,
        }));
});

describe("Renovate's configuration", () => {
    it("finds every pinned chart, with its repository", () => {
        const charts = found.filter(({ datasource }) => datasource === "helm");
        const images = found.filter(({ datasource }) => datasource === "docker");
        const missing = definitions
            .flatMap(({ releases = {} }) => Object.values(releases).map(({ chart }) => chart))
            .filter(
                (chart) =>
                    !charts.some(
                        ({ name, version, registry }) =>
                            version === chart.version &&
                            registry === chart.repository &&
                            (name === chart.chart || name === "istiod"),
                    ) &&
                    // In a registry of images it is found as one.
                    !images.some(
                        ({ name, version }) =>
                            version === chart.version && `oci://${name}` === `${chart.repository}/${chart.chart}`,
                    ),
            );
        assert.deepEqual(missing, []);
    });

    it("finds the images that the program names", () => {
        const images = found.filter(({ datasource }) => datasource === "docker").map(({ name }) => name);
        for (const image of ["tensorflow/serving", "amazon/aws-cli", "grafana/k6", "registry.k8s.io/pause"]) {
            assert.ok(images.includes(image), `${image} in ${images.join(", ")}`);
        }
    });
});
