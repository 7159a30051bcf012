import assert from "node:assert/strict";
import { definitions, addonNamespaces, releases } from "../../../components/addons/definitions";
import { monitoringCrds } from "../../../components/addons/monitoringCrds";
import { releaseNamed } from "../../support/addons";

const repeated = (names: readonly string[]) => names.filter((name, index) => names.indexOf(name) !== index);

describe("the list of add-ons", () => {
    it("gives every component, release and namespace a name of its own", () => {
        assert.deepEqual(repeated(definitions.map(({ name }) => name)), []);
        assert.deepEqual(repeated(definitions.map(({ component }) => component)), []);
        assert.deepEqual(repeated(releases.map(({ name }) => name)), []);
        assert.deepEqual(repeated(addonNamespaces.map(({ name }) => name)), []);
    });

    it("pins every chart to one exact version", () => {
        for (const { name, chart } of releases) {
            assert.match(chart.version, /^\d+\.\d+\.\d+$/, name);
        }
    });

    it("installs all parts of Istio at one version", () => {
        const versions = ["istio-base", "istio-cni", "istiod", "istio-gateway"].map(
            (name) => releaseNamed(name).chart.version,
        );
        assert.equal(new Set(versions).size, 1);
    });

    it("has the CRDs of the version that Prometheus' operator has", () => {
        const versions = ["prometheus-operator-crds", "kube-prometheus-stack"].map(
            (name) => releaseNamed(name).chart.appVersion,
        );
        assert.equal(new Set(versions).size, 1);
    });

    it("has the CRDs of monitors before every chart", () => {
        const unscraped = definitions.filter(
            ({ name, releases: charts, needs = [] }) =>
                charts !== undefined &&
                name !== monitoringCrds.name &&
                !needs.some(({ addon }) => addon.name === monitoringCrds.name),
        );
        assert.deepEqual(
            unscraped.map(({ name }) => name),
            [],
        );
    });

    it("gives the reason wherever a namespace is privileged", () => {
        for (const { name, level, because } of addonNamespaces) {
            assert.equal(because !== undefined, level === "privileged", name);
        }
    });
});
