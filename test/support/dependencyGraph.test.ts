import assert from "node:assert/strict";
import * as aws from "@pulumi/aws";
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { simulate } from "../support/simulate";

class Group extends pulumi.ComponentResource {
    constructor(name: string, fill: (self: Group) => void, opts?: pulumi.ComponentResourceOptions) {
        super("test:index:Group", name, {}, opts);
        fill(this);
        this.registerOutputs();
    }
}

describe("DependencyGraph", () => {
    const stack = simulate(() => {
        const provider = new k8s.Provider("cluster", { kubeconfig: "{}" });
        const controller = new Group("controller", (self) => {
            new aws.s3.Bucket("state", {}, { parent: self });
        });
        new Group("app", (self) => new k8s.core.v1.Service("edge", {}, { parent: self, provider }), {
            dependsOn: [controller],
        });
        new aws.sns.Topic("apart");
    });

    it("orders a resource after its provider and after its parent", async () => {
        const app = await stack;
        const edge = app.one("kubernetes:core/v1:Service");
        assert.ok(app.dependsOn(edge, app.one("pulumi:providers:kubernetes")));
        assert.ok(app.dependsOn(edge, app.one("test:index:Group", "app")));
        assert.ok(app.dependsOn(edge, app.one("pulumi:pulumi:Stack")));
    });

    it("orders children of a component after what the component waits for", async () => {
        const app = await stack;
        assert.ok(app.dependsOn(app.one("kubernetes:core/v1:Service"), app.one("aws:s3/bucket:Bucket")));
        assert.ok(!app.dependsOn(app.one("aws:s3/bucket:Bucket"), app.one("kubernetes:core/v1:Service")));
    });

    it("finds no order between resources that have nothing to do with each other", async () => {
        const app = await stack;
        assert.ok(!app.dependsOn(app.one("aws:sns/topic:Topic"), app.one("aws:s3/bucket:Bucket")));
    });
});
