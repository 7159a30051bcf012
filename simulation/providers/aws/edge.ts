import { regionalArn } from "../account";
import { capitals, hex, text, uuid } from "../naming";
import { type TypeTable } from "../types";
import { forcesNew, forcesNewInRegion } from "./facts";

/** DNS names, certificates, secrets, parameters and tags. */
export const edgeTypes: TypeTable = {
    "aws:route53/record:Record": {
        id: ({ inputs }) => ["zoneId", "name", "type"].map((property) => text(inputs, property)).join("_"),
        outputs: ({ inputs }) => ({ fqdn: text(inputs, "name") }),
        replaceOn: forcesNew("route53/record.go", "name", "zoneId"),
    },
    "aws:route53/zone:Zone": {
        id: ({ seed }) => `Z${capitals(seed, 20)}`,
        outputs: ({ account, seed }, id) => ({
            arn: `arn:${account.partition}:route53:::hostedzone/${id}`,
            zoneId: id,
            nameServers: [0, 1, 2, 3].map((i) => `ns-${parseInt(hex(`${seed}/${i}`, 3), 16) % 2048}.awsdns-00.example`),
        }),
        replaceOn: forcesNew("route53/zone.go", "delegationSetId", "name"),
    },
    "aws:route53/healthCheck:HealthCheck": {
        id: ({ seed }) => uuid(seed),
        outputs: ({ account }, id) => ({ arn: `arn:${account.partition}:route53:::healthcheck/${id}` }),
        replaceOn: forcesNew(
            "route53/health_check.go",
            "measureLatency",
            "referenceName",
            "requestInterval",
            "routingControlArn",
            "type",
        ),
    },
    "aws:acm/certificate:Certificate": {
        id: ({ seed, account }) => regionalArn(account, "acm", `certificate/${uuid(seed)}`),
        outputs: ({ inputs, seed }, id) => ({
            arn: id,
            status: "ISSUED",
            type: "AMAZON_ISSUED",
            domainValidationOptions: [
                {
                    domainName: text(inputs, "domainName"),
                    resourceRecordName: `_${hex(seed, 32)}.${text(inputs, "domainName")}.`,
                    resourceRecordType: "CNAME",
                    resourceRecordValue: `_${hex(`${seed}/value`, 32)}.acm-validations.aws.`,
                },
            ],
        }),
        secretOutputs: ["privateKey"],
        replaceOn: forcesNewInRegion(
            "acm/certificate.go",
            "certificateAuthorityArn",
            "domainName",
            "keyAlgorithm",
            "subjectAlternativeNames",
            "validationMethod",
            "validationOptions",
        ),
    },
    "aws:acm/certificateValidation:CertificateValidation": {
        id: ({ seed }) => uuid(seed),
        replaceOn: forcesNewInRegion("acm/certificate_validation.go", "certificateArn", "validationRecordFqdns"),
    },
    "aws:wafv2/webAcl:WebAcl": {
        autoName: { property: "name", maxLength: 128 },
        id: ({ seed }) => uuid(seed),
        outputs: ({ inputs, seed, account }, id) => {
            const scope = text(inputs, "scope") === "CLOUDFRONT" ? "global" : "regional";
            return {
                arn: regionalArn(account, "wafv2", `${scope}/webacl/${text(inputs, "name")}/${id}`),
                capacity: 0,
                lockToken: uuid(`${seed}/lock`),
                applicationIntegrationUrl: "",
            };
        },
        replaceOn: forcesNewInRegion("wafv2/web_acl.go", "name", "namePrefix", "scope"),
    },
    "aws:secretsmanager/secret:Secret": {
        autoName: { property: "name", maxLength: 512 },
        id: ({ inputs, seed, account }) =>
            regionalArn(account, "secretsmanager", `secret:${text(inputs, "name")}-${hex(seed, 6)}`),
        outputs: (_resource, id) => ({ arn: id }),
        replaceOn: forcesNewInRegion("secretsmanager/secret.go", "name", "namePrefix"),
    },
    "aws:secretsmanager/secretVersion:SecretVersion": {
        id: ({ inputs, seed }) => `${text(inputs, "secretId")}|${uuid(seed)}`,
        outputs: ({ inputs, seed }) => ({
            arn: text(inputs, "secretId"),
            secretArn: text(inputs, "secretId"),
            versionId: uuid(seed),
            versionStages: ["AWSCURRENT"],
        }),
        secretOutputs: ["secretString", "secretBinary"],
        replaceOn: forcesNewInRegion("secretsmanager/secret_version.go", "secretBinary", "secretId", "secretString"),
    },
    "aws:secretsmanager/secretPolicy:SecretPolicy": {
        id: ({ inputs }) => text(inputs, "secretArn"),
        replaceOn: forcesNewInRegion("secretsmanager/secret_policy.go", "secretArn"),
    },
    "aws:ssm/parameter:Parameter": {
        autoName: { property: "name", maxLength: 2048 },
        outputs: ({ account }, id) => ({
            arn: regionalArn(account, "ssm", `parameter/${id.replace(/^\//, "")}`),
            version: 1,
        }),
        secretOutputs: ["value"],
        replaceOn: forcesNewInRegion("ssm/parameter.go", "name"),
    },
    "aws:autoscaling/tag:Tag": {
        id: ({ inputs }) => `${text(inputs, "autoscalingGroupName")},${tagKey(inputs.tag)}`,
        replaceOn: forcesNewInRegion("autoscaling/group_tag.go", "autoscalingGroupName", "tag.key"),
    },
};

function tagKey(tag: unknown): string {
    return typeof tag === "object" && tag !== null && "key" in tag ? String(tag.key) : "";
}
