import assert from "node:assert/strict";
import { wayOutFaults } from "../../../../components/aws/network/wayOutFaults";
import { awsConfig } from "../../../support/aws/awsSide";

describe("what needs a way out of the network", () => {
    const judge = (...settings: string[]) => wayOutFaults(awsConfig("dev", settings), "no route", "a route");

    it("is said with the cause and the remedy of the network at hand", () => {
        const dns = "ingress.dns={ zone: example.com, zoneId: Z0123456789EXAMPLE }";
        assert.deepEqual(
            judge(dns).map(({ path, reason }) => `${path} ${reason}`),
            [
                "images.mirror is missing: with no route, images come only from a registry that the network reaches, such as ECR",
                "ingress.dns needs a way out: Route 53 has no endpoint in the network; set a route, or drop dns and point the name at the load balancer yourself",
            ],
        );
    });

    it("is nothing where images are mirrored and alerts go to topics", () => {
        assert.deepEqual(judge("images.mirror=registry.example.com"), []);
    });
});
