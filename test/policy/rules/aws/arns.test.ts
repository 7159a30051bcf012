import assert from "node:assert/strict";
import fc from "fast-check";
import { isNarrowed, leavesResourceOpen } from "../../../../policy/rules/aws/arns";

const account = "eu-west-1:111122223333";

/** Each kind of resource as an ARN of its name. */
const kinds: Readonly<Record<string, (name: string) => string>> = {
    bucket: (name) => `arn:aws:s3:::${name}`,
    objects: (name) => `arn:aws:s3:::${name}/*`,
    "access point": (name) => `arn:aws:s3:${account}:accesspoint/${name}`,
    role: (name) => `arn:aws:iam::*:role/${name}`,
    key: (name) => `arn:aws:kms:*:*:key/${name}`,
    secret: (name) => `arn:aws:secretsmanager:${account}:secret:${name}`,
    parameter: (name) => `arn:aws:ssm:${account}:parameter/${name}`,
    queue: (name) => `arn:aws:sqs:${account}:${name}`,
    topic: (name) => `arn:aws-us-gov:sns:${account}:${name}`,
    "log group": (name) => `arn:aws:logs:${account}:log-group:${name}:log-stream:*`,
    "load balancer": (name) => `arn:aws:elasticloadbalancing:${account}:loadbalancer/${name}/*`,
    "Auto Scaling group": (name) => `arn:aws:autoscaling:${account}:autoScalingGroup:*:autoScalingGroupName/${name}`,
};
const literal = fc.stringMatching(/^[a-z][a-z0-9-]{0,12}$/);
const wildcard = fc.stringMatching(/^[*?]{1,3}$/);

describe("leavesResourceOpen", () => {
    for (const [kind, arn] of Object.entries(kinds)) {
        it(`finds a wildcard in place of a ${kind}, however it is written`, () => {
            fc.assert(fc.property(wildcard, (name) => leavesResourceOpen(arn(name))));
        });

        it(`accepts a ${kind} by name, and by the start of its name`, () => {
            fc.assert(
                fc.property(
                    literal,
                    fc.constantFrom("", "*", "?"),
                    (name, end) => !leavesResourceOpen(arn(name + end)),
                ),
            );
        });
    }

    it("finds everything, a service that is open, and a type without a name", () => {
        for (const resource of [
            "*",
            "**",
            "arn:aws:*:::x",
            "arn:aws:iam::111122223333:role*",
            "arn:*",
            "arn:aws:s3:::*",
        ]) {
            assert.ok(leavesResourceOpen(resource), resource);
        }
    });

    it("reads a policy variable as a value", () => {
        assert.ok(!leavesResourceOpen("arn:aws:s3:::models/${aws:PrincipalTag/team}/*"));
        assert.ok(!leavesResourceOpen("arn:aws:iam::111122223333:user/${aws:username}"));
    });
});

describe("isNarrowed", () => {
    const narrowed = (Condition: unknown) => isNarrowed({ Condition });

    it("accepts tags and VPCs that must be there", () => {
        assert.ok(narrowed({ StringEquals: { "aws:ResourceTag/owner": "platform" } }));
        assert.ok(narrowed({ StringLike: { "ec2:ResourceTag/owner": ["a*"] } }));
        assert.ok(narrowed({ ArnEquals: { "ec2:Vpc": "arn:aws:ec2:eu-west-1:111122223333:vpc/vpc-1" } }));
        assert.ok(narrowed({ Null: { "aws:ResourceTag/owner": "false" } }));
    });

    it("rejects conditions that hold without a tag, and those on something else", () => {
        assert.ok(!narrowed(undefined));
        assert.ok(!narrowed({ StringEqualsIfExists: { "aws:ResourceTag/owner": "platform" } }));
        assert.ok(!narrowed({ "ForAllValues:StringEquals": { "aws:ResourceTag/owner": "platform" } }));
        assert.ok(!narrowed({ StringNotEquals: { "aws:ResourceTag/owner": "platform" } }));
        assert.ok(!narrowed({ Null: { "aws:ResourceTag/owner": "true" } }));
        assert.ok(!narrowed({ StringEquals: { "aws:RequestedRegion": "eu-west-1" } }));
    });
});
