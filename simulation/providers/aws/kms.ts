import { accountOf, regionalArn } from "../account";
import { given, text, uuid } from "../naming";
import { type SimulatedResource, type TypeTable } from "../types";
import { forcesNewInRegion } from "./facts";

/** Key ids of multi-Region keys start with `mrk-`; a replica has its primary's id. */
function keyId({ inputs, seed }: SimulatedResource): string {
    const primary = text(inputs, "primaryKeyArn").split("key/")[1];
    if (primary !== undefined) {
        return primary;
    }
    return inputs.multiRegion === true ? `mrk-${uuid(seed).replaceAll("-", "")}` : uuid(seed);
}

export const kmsTypes: TypeTable = {
    "aws:kms/key:Key": {
        id: keyId,
        outputs: (resource, id) => ({
            arn: regionalArn(resource.account, "kms", `key/${id}`),
            keyId: id,
            multiRegion: given(resource.inputs, "multiRegion", false),
        }),
        replaceOn: forcesNewInRegion(
            "kms/key.go",
            "customKeyStoreId",
            "customerMasterKeySpec",
            "keyUsage",
            "multiRegion",
            "xksKeyId",
        ),
    },
    "aws:kms/replicaKey:ReplicaKey": {
        id: keyId,
        outputs: (resource, id) => ({
            arn: regionalArn(resource.account, "kms", `key/${id}`),
            keyId: id,
            keyRotationEnabled: true,
            keySpec: "SYMMETRIC_DEFAULT",
            keyUsage: "ENCRYPT_DECRYPT",
        }),
        replaceOn: forcesNewInRegion("kms/replica_key.go", "primaryKeyArn"),
    },
    "aws:kms/alias:Alias": {
        autoName: { property: "name", prefix: "alias/", maxLength: 256 },
        outputs: ({ inputs, account }) => {
            const target = text(inputs, "targetKeyId");
            return {
                arn: regionalArn(account, "kms", text(inputs, "name")),
                targetKeyArn: target.startsWith("arn:")
                    ? target
                    : regionalArn(accountOf(inputs, account), "kms", `key/${target}`),
            };
        },
        replaceOn: forcesNewInRegion("kms/alias.go", "name", "namePrefix"),
    },
};
