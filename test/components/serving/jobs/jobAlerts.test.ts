import assert from "node:assert/strict";
import { alertsOf } from "../../../support/alerts";
import { render } from "../../../support/serving/render";

const image = "example.com/program:1.0.0";
const workloads = {
    learn: {
        kind: "training",
        image,
        accelerator: "t4",
        gpus: 1,
        data: { path: "images/" },
        output: { model: "m", version: 1 },
    },
    batch: { kind: "batch-inference", image, input: { path: "in/" }, output: { path: "out/" } },
    backup: { kind: "model-backup" },
};

async function alerts(of: object = workloads) {
    return alertsOf(await render(of));
}

describe("the alerts on runs", () => {
    it("tell failed and stuck runs of each workload, under its name and namespace", async () => {
        const found = await alerts();
        const names = (alert: string) =>
            found
                .filter((each) => each.alert === alert)
                .map(({ labels }) => `${labels["namespace"]}/${labels["workload"]}`)
                .sort();
        const all = [
            "ml-production/backup",
            "ml-production/backup-restore",
            "ml-production/batch",
            "ml-training/learn",
        ];
        assert.deepEqual(names("JobFailed"), all);
        assert.deepEqual(names("JobStuck"), all);
    });

    it("find a training's Job by its name, and runs of a schedule by their CronJob", async () => {
        const stuck = (await alerts()).filter(({ alert }) => alert === "JobStuck");
        const expr = (workload: string) => stuck.find(({ labels }) => labels["workload"] === workload)?.expr ?? "";
        assert.match(expr("learn"), /job_name=~"learn-\[0-9a-f\]\{8\}"/);
        assert.match(expr("batch"), /owner_name="batch"/);
    });

    it("forget a failure of a queue's run once a run that began later has succeeded", async () => {
        const queue = { url: "https://sqs.us-west-2.amazonaws.com/111122223333/texts" };
        const [failed] = (await alerts({ batch: { ...workloads.batch, queue } })).filter(
            ({ alert }) => alert === "JobFailed",
        );
        assert.match(failed?.expr ?? "", /owner_name="batch"/);
        assert.match(failed?.expr ?? "", /unless .*max by \(namespace\) \(.*kube_job_created.*kube_job_complete/s);
        assert.doesNotMatch(failed?.expr ?? "", /cronjob/);
    });

    it("forget a failure of a schedule after a success, and keep that of a training", async () => {
        const failed = (await alerts()).filter(({ alert }) => alert === "JobFailed");
        const endBySuccess = failed.filter(({ expr }) => expr.includes("last_successful_time"));
        assert.deepEqual(endBySuccess.map(({ labels }) => labels["workload"]).sort(), [
            "backup",
            "backup-restore",
            "batch",
        ]);
    });
});

describe("the alert on an old backup", () => {
    const limits = async (backup: object) =>
        (await alerts({ backup: { kind: "model-backup", ...backup } }))
            .filter(({ alert }) => alert === "ModelBackupOld")
            .map(({ expr }) => Number(/> (\d+)$/.exec(expr)?.[1]) / 3600);

    it("fires after 26 hours without a success where one runs each night", async () => {
        assert.deepEqual(await limits({}), [26]);
    });

    it("follows the schedule: two hours beyond the longest time between two runs", async () => {
        assert.deepEqual(await limits({ schedule: "0 2 * * 1-5" }), [74]);
        assert.deepEqual(await limits({ schedule: "30 */6 * * *" }), [8]);
    });

    it("is absent while the stack file suspends backups", async () => {
        assert.deepEqual(await limits({ suspend: true }), []);
    });
});
