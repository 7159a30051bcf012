import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { chmodSync, readdirSync, readFileSync, symlinkSync } from "node:fs";
import path from "node:path";
import { type Log } from "sarif";
import { parse } from "yaml";
import { temporaryFolder } from "../../support/temporary";

const root = path.resolve(__dirname, "../../..");
const page = readFileSync(path.join(root, "docs/policies/check.md"), "utf8");

/** The content of the page's block in this language. */
function block(language: string): string {
    return new RegExp(`\`\`\`${language}\\n(.*?)\`\`\``, "s").exec(page)?.[1] ?? "";
}

/** The steps of the job that run a command, except for the installation. */
function jobSteps(): string[] {
    const job = parse(block("yaml")) as {
        jobs: { policies: { defaults: { run: { shell: string } }; steps: { run?: string }[] } };
    };
    assert.equal(job.jobs.policies.defaults.run.shell, "bash");
    return job.jobs.policies.steps.flatMap(({ run }) => (run === undefined || run === "npm ci" ? [] : [run]));
}

const pod = (security: string) => `apiVersion: v1
kind: ConfigMap
metadata: { name: settings, namespace: cache }
---
apiVersion: v1
kind: Pod
metadata: { name: cache, namespace: cache }
spec:
  automountServiceAccountToken: false
  securityContext: { runAsNonRoot: true, seccompProfile: { type: RuntimeDefault } }
  containers:
    - name: cache
      image: registry.example.com/cache:1.2.3
      resources: { requests: { cpu: 1, memory: 1Gi }, limits: { cpu: 1, memory: 1Gi } }
      securityContext: { allowPrivilegeEscalation: ${security}, capabilities: { drop: [ALL] } }
`;

describe("The CI recipe of the page on check", () => {
    const folder = temporaryFolder();

    before(() => {
        for (const entry of readdirSync(root)) {
            symlinkSync(path.join(root, entry), path.join(folder.path, entry));
        }
    });

    /** Runs scripts as GitHub Actions does with `shell: bash`, one after the other, while they succeed. */
    function run(scripts: readonly string[], helm: string): number | null {
        const command = folder.write("bin/helm", `#!/bin/sh\n${helm}\n`);
        chmodSync(command, 0o755);
        const env = { ...process.env, PATH: `${path.dirname(command)}${path.delimiter}${process.env.PATH}` };
        for (const script of scripts) {
            const { status } = spawnSync("bash", ["--noprofile", "--norc", "-eo", "pipefail", "-c", script], {
                cwd: folder.path,
                env,
            });
            if (status !== 0) {
                return status;
            }
        }
        return 0;
    }

    const prints = (text: string) => `cat <<'EOF'\n${text}EOF`;
    const results = () =>
        (JSON.parse(readFileSync(path.join(folder.path, "policies.sarif"), "utf8")) as Log).runs[0]!.results!;

    it("passes a chart that complies", () => {
        assert.equal(run([block("sh")], prints(pod("false"))), 0);
    });

    it("fails a chart that does not, and leaves its findings with their lines", () => {
        assert.equal(run(jobSteps(), prints(pod("true"))), 1);
        const rendered = readFileSync(path.join(folder.path, "rendered.yaml"), "utf8").split("\n");
        const [found, ...others] = results();
        assert.deepEqual(others, []);
        assert.equal(found?.ruleId, "pod-security-allow-privilege-escalation");
        const line = found?.locations?.[0]?.physicalLocation?.region?.startLine ?? 0;
        assert.match(rendered[line - 1] ?? "", /allowPrivilegeEscalation: true/);
    });

    it("fails where helm fails, also in the middle of its output", () => {
        assert.notEqual(run([block("sh")], "exit 1"), 0);
        assert.notEqual(run(jobSteps(), `${prints(pod("false"))}\nexit 1`), 0);
    });
});
