import assert from "node:assert/strict";
import { Fate } from "../../../simulation/engine/step";
import { Inventory } from "../../../simulation/plugin/inventory";
import { Journal } from "../../../simulation/plugin/journal";
import { SimulatedProvider } from "../../../simulation/plugin/provider";
import { shrinkages } from "../../../simulation/rehearse/danger";
import { applyDrift, parseDrift } from "../../../simulation/rehearse/drift";
import { step } from "../../support/step";

const type = "aws:eks/nodeGroup:NodeGroup";
const group = { type, name: "gpu-t4", urn: `urn:pulumi:dev::p::${type}::gpu-t4` };
const inputs = { nodeGroupName: "gpu-t4-0a1b2c3", scalingConfig: { minSize: 1, maxSize: 40, desiredSize: 1 } };

describe("a live value", () => {
    it("is read as type, name, input and YAML", () => {
        assert.deepEqual(parseDrift("NodeGroup:gpu-t4:scalingConfig.desiredSize=30"), {
            type: "NodeGroup",
            name: "gpu-t4",
            path: "scalingConfig.desiredSize",
            value: 30,
        });
        assert.throws(() => parseDrift("gpu-t4=30"), {
            message:
                '"--live gpu-t4=30" is not a live value: write <Type>:<name>:<input>=<value>, ' +
                "for example NodeGroup:gpu-t4:scalingConfig.desiredSize=30",
        });
    });

    it("changes what the cloud has and not what the engine recorded", () => {
        const inventory = new Inventory();
        const provider = new SimulatedProvider(inventory, new Journal(), "us-west-2");
        const { id } = provider.create(group, inputs, false);
        applyDrift(inventory, [parseDrift("NodeGroup:gpu-t4:scalingConfig.desiredSize=30")]);
        assert.deepEqual(provider.read(group, id)?.inputs.scalingConfig, { ...inputs.scalingConfig, desiredSize: 30 });
        const [name] = provider.invoke("aws:autoscaling/getAmiIds:getAmiIds", {}).names as string[];
        assert.match(String(name), /^eks-gpu-t4-0a1b2c3-/);
        const { minSize, maxSize, desiredCapacity } = provider.invoke("aws:autoscaling/getGroup:getGroup", { name });
        assert.deepEqual([minSize, maxSize, desiredCapacity], [1, 40, 30]);
    });

    it("must belong to something that exists", () => {
        const inventory = new Inventory();
        assert.throws(() => applyDrift(inventory, [parseDrift("NodeGroup:gpu-t4:scalingConfig.desiredSize=30")]), {
            message:
                '"--live NodeGroup:gpu-t4" names a resource that does not exist before the change: ' +
                "take the type and the name from the tree of npm run simulate, and bring it up with --from",
        });
        new SimulatedProvider(inventory, new Journal(), "us-west-2").create(group, inputs, false);
        assert.throws(() => applyDrift(inventory, [parseDrift("NodeGroup:gpu-t4:scaling=30")]), {
            message: '"--live NodeGroup:gpu-t4:scaling" names an input that the resource does not have',
        });
    });
});

describe("shrinkages", () => {
    const resize = (desiredSize: number) =>
        step({
            ...group,
            fate: Fate.Update,
            changes: ["scalingConfig.maxSize"],
            inputs: { scalingConfig: { minSize: 1, maxSize: 60, desiredSize } },
        });

    it("are updates that would terminate running nodes", () => {
        assert.deepEqual(
            shrinkages([resize(1)], () => 30),
            [
                {
                    urn: group.urn,
                    type,
                    name: "gpu-t4",
                    fate: "shrink",
                    causes: ["scalingConfig.maxSize"],
                    loses: "29 of 30 running nodes",
                },
            ],
        );
        assert.deepEqual(
            shrinkages([resize(30)], () => 30),
            [],
        );
        // Of what is not a node group nothing is known.
        assert.deepEqual(
            shrinkages([resize(1)], () => undefined),
            [],
        );
    });
});
