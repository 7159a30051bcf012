import { type AlertCases, growth, growing, type Labels, of, steady } from "./series";

/** Alerts on the mesh. */
export const istioCases: AlertCases = {
    MeshPushErrors: () => ({
        by: ["pod"],
        series: [
            ...growth("pilot_total_xds_rejects", "pod"),
            of("pilot_total_xds_internal_errors", { pod: "internal" }, growing(1)),
            of("pilot_total_xds_internal_errors", { pod: "well" }, steady(3)),
            of("pilot_xds_write_timeout", { pod: "timeout" }, growing(1)),
            of("pilot_xds_write_timeout", { pod: "fine" }, steady(3)),
        ],
        fires: [{ pod: "bad" }, { pod: "internal" }, { pod: "timeout" }],
        begins: 15,
    }),
    MeshPlaintext: () => {
        const requests = (labels: Labels, values = growing(1)) =>
            of(
                "istio_requests_total",
                {
                    reporter: "destination",
                    connection_security_policy: "none",
                    destination_workload_namespace: "ml",
                    source_workload: "caller",
                    ...labels,
                },
                values,
            );
        return {
            by: ["destination_workload"],
            series: [
                requests({ destination_workload: "bad" }),
                requests({ destination_workload: "past" }, steady(9)),
                requests({ destination_workload: "good", connection_security_policy: "mutual_tls" }),
                // A caller does not know.
                requests({ destination_workload: "seen", reporter: "source", connection_security_policy: "unknown" }),
            ],
            fires: [{ destination_workload: "bad" }],
            begins: 15,
        };
    },
    MeshRootCertificateExpiring: () => ({
        by: [],
        // 30 days, and a minute more.
        series: [of("citadel_server_root_cert_expiry_seconds", { pod: "a" }, "2592060-15x2000")],
        fires: [{}],
        begins: 75,
    }),
};
