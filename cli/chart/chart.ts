import { type OutputFile, yamlText } from "../../simulation/output/manifests";

type Properties = Readonly<Record<string, unknown>>;

export interface ChartInput {
    /** Name of the workload, and of the chart. */
    readonly name: string;
    readonly stack: string;
    /** Bucket of the models, which another account names otherwise. */
    readonly modelsBucket: string;
    /** Objects of the workload, each with the name of its file. */
    readonly objects: readonly { readonly file: string; readonly object: Properties }[];
}

/** What the templates of a chart take from `values.yaml`. */
interface Values {
    readonly modelsBucket: string;
    /** Images by the object that has the pods, and the container. */
    readonly images: Record<string, Record<string, unknown>>;
    readonly resources: Record<string, Record<string, unknown>>;
    /** Fewest and most pods by ScaledObject. */
    readonly scaling: Record<string, { min: unknown; max: unknown }>;
}

/** A Helm chart whose default values render the objects as they are. Templates are the objects themselves, with few values. */
export function chartFiles({ name, stack, modelsBucket, objects }: ChartInput): OutputFile[] {
    const values: Values = { modelsBucket, images: {}, resources: {}, scaling: {} };
    const templates = objects.map(({ file, object }) => ({
        path: `templates/${file}`,
        text: templateText(object, values),
    }));
    return [
        {
            path: "Chart.yaml",
            text: yamlText({
                apiVersion: "v2",
                name,
                description: `The workload ${name} of stack ${stack}`,
                type: "application",
                version: "1.0.0",
            }),
        },
        { path: "values.yaml", text: yamlText(values) },
        ...templates,
    ];
}

/** A template, and what it adds to the values. */
function templateText(object: Properties, values: Values): string {
    const expressions: string[] = [];
    const valued = (expression: string): string => {
        expressions.push(expression);
        return `__VALUE_${expressions.length - 1}__`;
    };
    const changed = withScaling(withPods(object, values, valued), values, valued);
    return (
        yamlText(changed)
            // What Prometheus, Grafana and others expand is not for Helm.
            .replaceAll("{{", '{{ "{{" }}')
            .replaceAll(values.modelsBucket, "{{ .Values.modelsBucket }}")
            .replaceAll(/"?__VALUE_(\d+)__"?/g, (_, index: string) => expressions[Number(index)] ?? "")
    );
}

type Valued = (expression: string) => string;

/** The object with images and resources of its pods' containers as values; any object without pods as it is. */
function withPods(object: Properties, values: Values, valued: Valued): Properties {
    const owner = nameOf(object);
    const inSpec = (spec: Properties): Properties => {
        const { template, jobTemplate } = spec as { readonly template?: Properties; readonly jobTemplate?: Properties };
        if (jobTemplate !== undefined) {
            return { ...spec, jobTemplate: { ...jobTemplate, spec: inSpec(jobTemplate.spec as Properties) } };
        }
        const pod = template?.spec as Properties | undefined;
        return pod?.containers === undefined ? spec : { ...spec, template: { ...template, spec: inPod(pod) } };
    };
    const inPod = (pod: Properties): Properties => ({
        ...pod,
        ...Object.fromEntries(
            ["initContainers", "containers"]
                .filter((list) => pod[list] !== undefined)
                .map((list) => [list, (pod[list] as readonly Properties[]).map(inContainer)]),
        ),
    });
    const inContainer = (container: Properties): Properties => {
        const name = String(container.name);
        const at = `${JSON.stringify(owner)} ${JSON.stringify(name)}`;
        (values.images[owner] ??= {})[name] = container.image;
        if (container.resources !== undefined) {
            (values.resources[owner] ??= {})[name] = container.resources;
        }
        return {
            ...container,
            image: valued(`{{ index .Values.images ${at} | quote }}`),
            ...(container.resources !== undefined && {
                resources: valued(`{{ index .Values.resources ${at} | toJson }}`),
            }),
        };
    };
    const { spec } = object as { readonly spec?: Properties };
    return spec === undefined ? object : { ...object, spec: inSpec(spec) };
}

function withScaling(object: Properties, values: Values, valued: Valued): Properties {
    if (object.kind !== "ScaledObject") {
        return object;
    }
    const name = nameOf(object);
    const spec = object.spec as Properties;
    values.scaling[name] = { min: spec.minReplicaCount, max: spec.maxReplicaCount };
    const figure = (key: string) => valued(`{{ (index .Values.scaling ${JSON.stringify(name)}).${key} | int }}`);
    return { ...object, spec: { ...spec, minReplicaCount: figure("min"), maxReplicaCount: figure("max") } };
}

function nameOf(object: Properties): string {
    return String((object.metadata as Properties).name);
}
