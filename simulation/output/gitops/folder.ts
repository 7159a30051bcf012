import { type ChartRelease } from "../charts";
import { isManifest, type Manifest, type OutputFile, yamlText } from "../manifests";
import { type Properties } from "../../providers";
import { type AccountValue, placesOf } from "./accountValues";
import { argoCdFiles, syncWave } from "./argoCd";
import { fluxFiles } from "./flux";
import { gitopsFolder, type Wave } from "./wave";

export interface GitopsInput {
    readonly manifests: readonly Manifest[];
    readonly charts: readonly ChartRelease[];
    readonly accountValues: readonly AccountValue[];
}

/** The cluster's side of a stack as Argo CD and Flux apply it, in the order that the program gives. */
export function gitopsFiles({ manifests, charts, accountValues }: GitopsInput): OutputFile[] {
    const waves = wavesIn(manifests, charts);
    const files = [...waves.flatMap(waveFiles), ...fluxFiles(waves), ...argoCdFiles(waves)];
    return [
        ...files,
        {
            path: `${gitopsFolder}/account-values.yaml`,
            text: `# Values of the simulated account, and the files that must get yours instead.\n${yamlText(placesOf(accountValues, files))}`,
        },
    ];
}

function wavesIn(manifests: readonly Manifest[], charts: readonly ChartRelease[]): readonly Wave[] {
    const numbers = [...new Set([...manifests, ...charts].map(({ wave }) => wave))].sort((a, b) => a - b);
    return numbers.map((number) => {
        const objects = manifests.filter(({ wave }) => wave === number);
        const releases = charts.filter(({ wave }) => wave === number);
        return {
            number,
            name: String(number).padStart(2, "0"),
            manifests: objects.filter((manifest) => !isSecret(manifest)),
            charts: releases.filter(isFetched),
            leftOut: [
                ...objects.filter(isSecret).map(secretLeftOut),
                ...releases
                    .filter((release) => !isFetched(release))
                    .map(({ release, chart }) => `the release ${release}: its chart is a local file, ${chart}`),
            ],
            last: number === numbers.at(-1),
        };
    });
}

function isSecret({ object }: Manifest): boolean {
    return object.kind === "Secret";
}

function isFetched({ chart, repository }: ChartRelease): boolean {
    return repository !== undefined || chart.startsWith("oci://");
}

function secretLeftOut({ object }: Manifest): string {
    const { name, namespace } = object.metadata as { readonly name: string; readonly namespace: string };
    const keys = Object.keys(object.stringData ?? {}).join(", ");
    return `the Secret ${namespace}/${name} with ${keys}: create it yourself, its values are secret`;
}

/** The objects of a wave, and the kustomization that lists them. */
function waveFiles({ number, name, manifests, leftOut }: Wave): OutputFile[] {
    const folder = `${gitopsFolder}/waves/${name}`;
    const files = manifests.map((manifest) => ({
        path: manifest.path.replace(/^(manifests|patches)\//, ""),
        object: annotated(manifest, number),
    }));
    const comments = leftOut.map((what) => `# Not included: ${what}.\n`).join("");
    return [
        {
            path: `${folder}/kustomization.yaml`,
            text: `${comments}${yamlText({
                apiVersion: "kustomize.config.k8s.io/v1beta1",
                kind: "Kustomization",
                resources: files.map(({ path }) => path),
            })}`,
        },
        ...files.map(({ path, object }) => ({ path: `${folder}/${path}`, text: yamlText(object) })),
    ];
}

function annotated(manifest: Manifest, wave: number): Properties {
    const { object } = manifest;
    const metadata = object.metadata as Properties;
    const annotations = {
        ...(metadata.annotations as Properties | undefined),
        ...syncWave(wave),
        // The rest of the object belongs to somebody else.
        ...(!isManifest(manifest) && {
            "argocd.argoproj.io/sync-options": "Prune=false",
            "kustomize.toolkit.fluxcd.io/prune": "disabled",
        }),
    };
    return { ...object, metadata: { ...metadata, annotations } };
}
