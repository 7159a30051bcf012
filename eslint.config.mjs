import eslint from "@eslint/js";
import pulumi from "@pulumi/eslint-plugin";
import tseslint from "typescript-eslint";

const awsPackages = ["@pulumi/aws", "@pulumi/aws/*", "@pulumi/awsx", "@pulumi/awsx/*", "@pulumi/eks", "@pulumi/eks/*"];

const spreadIdiom = {
    selector: "SpreadElement > ConditionalExpression > ObjectExpression[properties.length=0]",
    message: "write an optional property as ...(x !== undefined && { x })",
};
const exhaustivenessIdiom = {
    selector: "VariableDeclarator > Identifier > TSTypeAnnotation > TSNeverKeyword",
    message: "close an exhaustive switch with return x satisfies never",
};
const idioms = [spreadIdiom, exhaustivenessIdiom];

/** AWS in a name or a text; words such as "draws" and "weeks" do not match. */
const awsWord = "(^|[^A-Za-z])(aws|eks)|[Aa]mazon|A[Ww][Ss]|E[Kk][Ss]";
const cloudNeutral = [
    `Identifier[name=/${awsWord}/]`,
    `Literal[value=/${awsWord}/]`,
    `Literal[regex.pattern=/${awsWord}/]`,
    `TemplateElement[value.raw=/${awsWord}/]`,
].map((selector) => ({
    selector,
    message: "only components/aws knows AWS: add what you need to components/platform.ts or components/cloud.ts",
}));

/** Whether a platform is of this or that kind; a platform that is added later would be forgotten there. */
const kindAsked = ["[object.name='platform']", "[object.property.name='platform']"].map((of) => ({
    selector: `BinaryExpression > MemberExpression[property.name='kind']${of}`,
    message: "what differs between platforms is a row of config/platformFacts.ts or a part of components/platform.ts",
}));

/** Files outside components/aws whose subject is AWS's own, with the reason. */
const aboutAws = [
    // The region is Pulumi's own setting of the AWS provider, `aws:region`.
    "config/region.ts",
    "config/load.ts",
    "config/jsonSchema.ts",
    // Names the platforms that there are, and the cloud's providers that an existing cluster has no use for.
    "config/platformKind.ts",
    "config/platformFacts.ts",
    "config/existingCluster.ts",
    // Stack-file keys that take an ARN: administrators, certificates, topics, keys.
    "config/cluster.ts",
    "config/ingress.ts",
    "config/alerts.ts",
    "config/alarms.ts",
    "config/keys.ts",
    "config/imageCache.ts",
    "config/modelStore.ts",
    // The URL of a queue, and the default image that copies models, which is the AWS command-line tool.
    "config/serving/scaling.ts",
    "config/serving/topic.ts",
    // The S3 protocol, whoever serves it: variables that its clients read, and names of buckets in policies.
    "components/existing/store/objectStore.ts",
    "components/existing/store/policies.ts",
    // AWS's own controller: the names of its chart and image.
    "components/addons/loadBalancerController/index.ts",
    "components/addons/processors.ts",
    // Keys of the Argo Rollouts chart that switch off its support for AWS.
    "components/addons/rollouts/index.ts",
];

/** Forbids imports from the given folders (relative imports) and packages in the given files. */
function arrow(files, folders, why, packages = []) {
    return {
        files,
        rules: {
            "@typescript-eslint/no-restricted-imports": [
                "error",
                {
                    patterns: [
                        ...folders.map((folder) => ({
                            regex: `^\\.\\.?/(?!(.*/)?config/)(.*/)?${folder}(/|$)`,
                            message: why,
                        })),
                        ...packages.map((name) => ({ group: [name], message: "only components/aws talks to AWS" })),
                    ],
                },
            ],
        },
    };
}

export default tseslint.config(
    { ignores: ["node_modules", "coverage", "out", ".cache", "test/integration/.cache", "docs/.vitepress"] },
    eslint.configs.recommended,
    ...tseslint.configs.recommendedTypeChecked,
    {
        languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
        plugins: { "@pulumi": pulumi },
        rules: {
            "@pulumi/no-output-in-template-literal": "error",
            "@pulumi/no-output-instance-in-template-literal": "off",
            "@typescript-eslint/no-explicit-any": "error",
            "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", varsIgnorePattern: "^_" }],
            "@typescript-eslint/switch-exhaustiveness-check": ["error", { considerDefaultExhaustiveForUnions: true }],
            "@typescript-eslint/consistent-type-imports": ["error", { fixStyle: "inline-type-imports" }],
            "no-console": "error",
            "no-new": "off",
            eqeqeq: "error",
        },
    },
    // Plain JavaScript has no types to check.
    {
        files: ["**/*.mjs", "**/*.js"],
        ...tseslint.configs.disableTypeChecked,
        rules: { ...tseslint.configs.disableTypeChecked.rules, "@pulumi/no-output-in-template-literal": "off" },
    },
    // The import arrows: config <- components/kubernetes <- components/{aws,existing} <- index.ts, and
    // config <- components/kubernetes <- components/observation <- components/addons <- components/serving <- components/workloads <- index.ts.
    arrow(
        ["config/**/*.ts"],
        ["components", "simulation", "policy", "cli", "index"],
        "config is the bottom layer",
        awsPackages,
    ),
    arrow(
        ["components/*.ts"],
        ["addons", "serving", "workloads", "simulation", "policy", "cli", "index", "aws"],
        "the contracts between layers do not depend on a layer",
        awsPackages,
    ),
    arrow(
        ["components/kubernetes/**/*.ts"],
        ["addons", "serving", "workloads", "simulation", "policy", "cli", "index", "aws"],
        "the Kubernetes vocabulary depends only on config",
        awsPackages,
    ),
    arrow(
        ["components/observation/**/*.ts"],
        ["addons", "serving", "workloads", "simulation", "policy", "cli", "index", "aws"],
        "metrics and alerts depend only on config and the Kubernetes vocabulary",
        awsPackages,
    ),
    arrow(
        ["components/aws/**/*.ts"],
        ["addons", "serving", "workloads", "simulation", "policy", "cli", "index"],
        "components/aws knows only config",
    ),
    arrow(
        ["components/existing/**/*.ts"],
        ["addons", "serving", "workloads", "simulation", "policy", "cli", "index", "aws"],
        "components/existing knows only config and the Kubernetes vocabulary",
        awsPackages,
    ),
    arrow(
        ["components/addons/**/*.ts"],
        ["serving", "workloads", "simulation", "policy", "cli", "index", "aws", "existing"],
        "add-ons know only config, the Kubernetes vocabulary and the platform's interface",
        awsPackages,
    ),
    arrow(
        ["components/serving/**/*.ts"],
        ["workloads", "simulation", "policy", "cli", "index", "aws", "existing"],
        "serving knows only what lies below it",
        awsPackages,
    ),
    // A later entry replaces an earlier one for the same file, so this one repeats the layers.
    arrow(
        ["components/serving/pod/**/*.ts", "components/serving/models/**/*.ts"],
        [
            ...["workloads", "simulation", "policy", "cli", "index"],
            ...["access", "traffic", "scaling", "observation", "server"],
        ],
        "what all pods share does not depend on serving",
        awsPackages,
    ),
    arrow(
        ["components/workloads/**/*.ts"],
        ["simulation", "policy", "cli", "index", "aws", "existing"],
        "workloads know only what lies below them",
        awsPackages,
    ),
    arrow(
        ["policy/**/*.ts"],
        ["components", "config", "simulation", "cli", "index"],
        "the policy pack judges what it is shown",
    ),
    arrow(["simulation/**/*.ts"], ["cli"], "nothing imports a command"),
    // What starts TypeScript cannot be TypeScript, and loads as Node loads it without a loader.
    {
        files: ["cli/shared/start.js"],
        languageOptions: {
            sourceType: "commonjs",
            globals: Object.fromEntries(
                ["require", "module", "process", "Buffer", "__dirname", "__filename"].map((name) => [name, "readonly"]),
            ),
        },
        rules: { "@typescript-eslint/no-require-imports": "off" },
    },
    // Runs in the browser that shows a report.
    {
        files: ["simulation/report/assets/*.js"],
        languageOptions: { globals: { document: "readonly", IntersectionObserver: "readonly" } },
    },
    { files: ["**/*.ts"], rules: { "no-restricted-syntax": ["error", ...idioms] } },
    {
        files: ["config/**/*.ts", "components/**/*.ts"],
        ignores: ["components/aws/**", ...aboutAws],
        rules: { "no-restricted-syntax": ["error", ...idioms, ...cloudNeutral] },
    },
    {
        files: ["components/{kubernetes,observation,addons,serving,workloads}/**/*.ts"],
        ignores: aboutAws,
        rules: { "no-restricted-syntax": ["error", ...idioms, ...cloudNeutral, ...kindAsked] },
    },
    {
        files: [
            "simulation/**/*.ts",
            "policy/check/**/*.ts",
            "cli/**/*.ts",
            "test/{integration,runtime,controllers,mesh}/**/*.ts",
        ],
        rules: { "no-console": "off" },
    },
    {
        files: ["test/**/*.ts"],
        rules: {
            "@typescript-eslint/no-unused-expressions": "off",
            "@typescript-eslint/no-non-null-assertion": "off",
        },
    },
);
