import assert from "node:assert/strict";
import { prometheusClaims } from "../../../components/addons/monitoring/volumes";
import { eksAddons } from "../../../components/aws/cluster/eksAddons";
import { stackTags } from "../../../components/aws/scope";
import { Inventory } from "../../../simulation/plugin/inventory";
import { Journal } from "../../../simulation/plugin/journal";
import { SimulatedProvider } from "../../../simulation/plugin/provider";
import { applyDrift, parseDrift } from "../../../simulation/rehearse/drift";

const request = (type: string, name: string) => ({ type, name, urn: `urn:pulumi:prod::p::${type}::${name}` });
const release = request("kubernetes:helm.sh/v3:Release", "kube-prometheus-stack");
const namespace = request("kubernetes:core/v1:Namespace", "monitoring");
const driver = request("aws:eks/addon:Addon", "aws-ebs-csi-driver");

const inputs = (replicas: number, gib: number) => ({
    name: release.name,
    chart: "kube-prometheus-stack",
    namespace: "monitoring",
    values: {
        prometheus: {
            prometheusSpec: {
                replicas,
                storageSpec: { volumeClaimTemplate: { spec: { resources: { requests: { storage: `${gib}Gi` } } } } },
            },
        },
    },
});

describe("simulated claims", () => {
    let provider: SimulatedProvider;
    let inventory: Inventory;
    let id: string;

    beforeEach(() => {
        inventory = new Inventory();
        provider = new SimulatedProvider(inventory, new Journal(), "us-west-2");
        const configuration = eksAddons["aws-ebs-csi-driver"].configuration?.(stackTags("prod"));
        provider.create(
            driver,
            {
                addonName: driver.name,
                clusterName: "inference-platform-prod",
                configurationValues: JSON.stringify(configuration),
            },
            false,
        );
        provider.create(namespace, { metadata: { name: "monitoring" } }, false);
        ({ id } = provider.create(release, inputs(1, 20), false));
    });

    const ids = (tag: string, value: string) =>
        provider.invoke("aws:ebs/getEbsVolumes:getEbsVolumes", { filters: [{ name: `tag:${tag}`, values: [value] }] })
            .ids as string[];
    const sizes = () =>
        ids("kubernetes.io/created-for/pvc/name", `${prometheusClaims.prefix}*`).map(
            (volume) =>
                provider.invoke("aws:ebs/getVolume:getVolume", { filters: [{ name: "volume-id", values: [volume] }] })
                    .size,
        );

    function update(replicas: number, gib: number): void {
        const { outputs } = provider.read(release, id)!;
        provider.update(release, id, { inputs: inputs(1, 20), outputs }, inputs(replicas, gib), false);
    }

    it("keep the size of their creation when the release wants another, and a new pod has the new one", () => {
        update(1, 200);
        assert.deepEqual(sizes(), [20]);
        update(2, 200);
        assert.deepEqual(sizes(), [20, 200]);
    });

    it("grow as somebody grows them", () => {
        const name = `${prometheusClaims.prefix}prometheus-kube-prometheus-stack-prometheus-0`;
        applyDrift(inventory, [parseDrift(`PersistentVolumeClaim:${name}:spec.resources.requests.storage=200Gi`)]);
        assert.deepEqual(sizes(), [200]);
    });

    it("outlive the release, and not their namespace", () => {
        provider.delete(release, id);
        assert.deepEqual(sizes(), [20]);
        provider.delete(namespace, "monitoring");
        assert.deepEqual(sizes(), []);
    });

    it("have volumes with the tags that the driver is told to set, and with no others", () => {
        assert.equal(ids("stack", "prod").length, 1);
        assert.equal(ids("stack", "dev").length, 0);
        assert.equal(ids("owner", "*").length, 0);
    });

    it("have no volume of the driver's where they take one that is there", () => {
        const claim = request("kubernetes:core/v1:PersistentVolumeClaim", "models");
        const spec = { volumeName: "models", resources: { requests: { storage: "1Gi" } } };
        provider.create(claim, { metadata: { name: "models", namespace: "ml-production" }, spec }, false);
        assert.deepEqual(ids("kubernetes.io/created-for/pvc/namespace", "ml-production"), []);
        const { volumeName: _, ...dynamic } = spec;
        const other = request("kubernetes:core/v1:PersistentVolumeClaim", "cache");
        provider.create(other, { metadata: { name: "cache", namespace: "ml-production" }, spec: dynamic }, false);
        assert.equal(ids("kubernetes.io/created-for/pvc/namespace", "ml-production").length, 1);
    });

    it("fail, as the provider does, to be one volume when they are none", () => {
        assert.throws(
            () =>
                provider.invoke("aws:ebs/getVolume:getVolume", { filters: [{ name: "volume-id", values: ["vol-x"] }] }),
            { message: "Your query returned no results. Please change your search criteria and try again." },
        );
    });
});
