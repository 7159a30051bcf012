import assert from "node:assert/strict";
import { Inventory } from "../../../simulation/plugin/inventory";
import { Journal } from "../../../simulation/plugin/journal";
import { type Request, SimulatedProvider } from "../../../simulation/plugin/provider";

function request(type: string, name = "models"): Request {
    return { type, name, urn: `urn:pulumi:dev::p::${type}::${name}` };
}

const bucket = request("aws:s3/bucket:Bucket");
const configMap = request("kubernetes:core/v1:ConfigMap");

describe("SimulatedProvider", () => {
    let inventory: Inventory;
    let journal: Journal;
    let provider: SimulatedProvider;

    beforeEach(() => {
        inventory = new Inventory();
        journal = new Journal();
        provider = new SimulatedProvider(inventory, journal, "us-west-2");
    });

    /** Creates a resource for good, as the engine does it: check first. */
    function bringUp(each: Request, inputs: Record<string, unknown>) {
        const checked = provider.check(each, {}, inputs);
        return { checked, ...provider.create(each, checked, false) };
    }

    it("creates nothing in a preview", () => {
        const { id } = provider.create(bucket, { bucket: "models-a" }, true);
        assert.equal(id, "");
        assert.deepEqual(inventory.all(), []);
    });

    it("remembers what it created, changed and deleted", () => {
        const { id, checked, outputs: before } = bringUp(bucket, { bucket: "models-a" });
        const olds = { inputs: checked, outputs: before };
        const outputs = provider.update(bucket, id, olds, { bucket: "models-a", tags: { x: "y" } }, false);
        assert.deepEqual(provider.read(bucket, id)?.outputs, outputs);
        assert.deepEqual(provider.read(bucket, id)?.inputs, { bucket: "models-a", tags: { x: "y" } });
        provider.delete(bucket, id);
        assert.equal(provider.read(bucket, id), undefined);
        assert.deepEqual(
            journal.entries.map(({ call }) => call),
            ["check", "create", "update", "delete"],
        );
    });

    it("rejects a name that is taken, and names its owner", () => {
        bringUp(bucket, { bucket: "models-a" });
        assert.throws(() => bringUp(request(bucket.type, "data"), { bucket: "models-a" }), {
            message:
                'aws:s3/bucket:Bucket "models-a" already exists as urn:pulumi:dev::p::aws:s3/bucket:Bucket::models: ' +
                "rename one of them, or omit the name so that one is generated",
        });
    });

    it("lets resources share an id that is not a name", () => {
        const password = "random:index/randomPassword:RandomPassword";
        bringUp(request(password, "a"), { length: 8 });
        bringUp(request(password, "b"), { length: 8 });
        assert.equal(inventory.all().length, 2);
    });

    it("generates another name for a replacement, and keeps the first name otherwise", () => {
        const first = bringUp(bucket, {});
        assert.equal(provider.check(bucket, first.checked, {}).bucket, first.id);
        const replacement = bringUp(bucket, {});
        assert.notEqual(replacement.id, first.id);
        assert.equal(provider.check(bucket, replacement.checked, {}).bucket, replacement.id);
    });

    it("replaces according to the table, with the path of every cause", () => {
        const { id, checked } = bringUp(bucket, {});
        const { changes } = provider.diff(
            bucket,
            id,
            checked,
            { ...checked, bucket: "models-b", tags: { a: "b" } },
            [],
        );
        assert.deepEqual(changes, [
            { path: "bucket", kind: "update", replaces: true },
            { path: "tags", kind: "add", replaces: false },
        ]);
    });

    it("deletes before it replaces only for an unchanged explicit name", () => {
        const group = request("aws:ec2/securityGroup:SecurityGroup");
        const named = bringUp(group, { name: "mesh", description: "a" });
        const replaced = { name: "mesh", description: "b" };
        assert.equal(provider.diff(group, named.id, named.checked, replaced, []).deleteBeforeReplace, true);
        const renamed = { name: "other", description: "b" };
        assert.equal(provider.diff(group, named.id, named.checked, renamed, []).deleteBeforeReplace, false);

        const other = request(group.type, "auto");
        const auto = bringUp(other, { description: "a" });
        const next = { ...auto.checked, description: "b" };
        assert.equal(provider.diff(other, auto.id, auto.checked, next, []).deleteBeforeReplace, false);
    });

    it("does the same for Kubernetes objects, by name and namespace", () => {
        const object = (name: string | undefined, namespace?: string) => ({ metadata: { name, namespace } });
        const first = (olds: object, news: object) =>
            provider.diff(configMap, "id", { ...olds }, { ...news }, []).deleteBeforeReplace;
        assert.equal(first(object("a"), object("a", "default")), true);
        assert.equal(first(object("a", "x"), object("a", "y")), false);
        assert.equal(first(object(undefined, "x"), object(undefined, "x")), false);
    });

    it("replaces regional resources when the region of the provider changes", () => {
        const { id, checked } = bringUp(bucket, { bucket: "models-a" });
        const role = request("aws:iam/role:Role");
        const made = bringUp(role, { name: "r" });
        provider.configure({ region: "eu-west-1" });
        assert.deepEqual(provider.diff(bucket, id, checked, checked, []).changes, [
            { path: "region", kind: "update", replaces: true },
        ]);
        assert.deepEqual(provider.diff(role, made.id, made.checked, made.checked, []).changes, []);
    });

    it("replaces a ConfigMap whose data changes, unless the provider may change it in place", () => {
        const replaced = (news: Record<string, unknown>) =>
            provider
                .diff(configMap, "id", { data: { a: "1" } }, news, [])
                .changes.filter(({ replaces }) => replaces)
                .map(({ path }) => path);
        assert.deepEqual(replaced({ data: { a: "2" } }), ["data.a"]);
        provider.configure({ enableConfigMapMutable: "true" });
        assert.deepEqual(replaced({ data: { a: "2" } }), []);
        assert.deepEqual(replaced({ data: { a: "2" }, immutable: true }), ["data.a"]);
    });

    it("rejects changes of immutable fields, also at preview", () => {
        const priority = request("kubernetes:scheduling.k8s.io/v1:PriorityClass", "p");
        const { id, checked, outputs } = bringUp(priority, { metadata: { name: "p" }, value: 1 });
        const change = (value: number, description: string) =>
            provider.update(priority, id, { inputs: checked, outputs }, { ...checked, value, description }, true);
        assert.equal(change(1, "better").description, "better");
        assert.throws(() => change(2, "better"), {
            message:
                '"value" cannot be changed after creation, and the provider does not replace the object: ' +
                "rename the object",
        });
    });

    it("deletes everything in a deleted namespace, and nothing else", () => {
        const namespace = request("kubernetes:core/v1:Namespace", "ml");
        const { id } = bringUp(namespace, { metadata: { name: "ml" } });
        bringUp(configMap, { metadata: { name: "a", namespace: "ml" } });
        bringUp(request(configMap.type, "b"), { metadata: { name: "b", namespace: "other" } });
        provider.delete(namespace, id);
        assert.deepEqual(
            inventory.all().map((existing) => existing.id),
            ["other/b"],
        );
    });

    it("reports types and functions that are not simulated", () => {
        provider.check(request("aws:foo/bar:Bar"), {}, {});
        provider.check(request("aws:foo/bar:Bar"), {}, {});
        assert.deepEqual(journal.unknownTypes, ["aws:foo/bar:Bar"]);
        assert.throws(() => provider.invoke("aws:foo/getBar:getBar", {}), {
            message: 'the function "aws:foo/getBar:getBar" is not simulated: add it to simulation/providers',
        });
    });
});
