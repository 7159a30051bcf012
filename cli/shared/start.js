/**
 * Starts a command: `node cli/shared/start.js check …` runs cli/check/index.ts. TypeScript is transpiled by tsx once; later starts read
 * what was transpiled, with V8's code cache, from one file in .cache. Each entry counts only for the exact source that it was
 * made from, so a changed file is transpiled again.
 */
const { createHash } = require("node:crypto");
const fs = require("node:fs");
const Module = require("node:module");
const path = require("node:path");
const vm = require("node:vm");

const project = path.resolve(__dirname, "../..");
const packagesFolder = path.join(project, "node_modules") + path.sep;
const cacheFolder = path.join(project, ".cache", "start");
const sdksFolder = path.join(packagesFolder, "@pulumi") + path.sep;
/** What the SDKs load at their start and hardly use: for functions to serialize, for definitions of ECS tasks, for files of manifests. */
const hardlyUsed = new Set(["typescript", "@npmcli/arborist", "normalize-package-data", "@aws-sdk/client-ecs", "glob"]);
const loadJavaScript = Module._extensions[".js"];
let parser;

/** Milliseconds after which a change of a file has another time than the one before it, on every file system. */
const tickOfTimes = 2_000;

/**
 * @typedef {object} Entry
 * @property {string} state what tells the file from a changed one, unread; empty where only its content does
 * @property {string} digest of the file's content
 * @property {string} text the function that runs
 * @property {Buffer | undefined} data V8's code cache; undefined where the file has an import on demand
 */

/** CommonJS code runs inside a function. */
const opening = "(function (exports, require, module, __filename, __dirname) { ";
const closing = "\n})";

/** @param {Buffer} source */
function digestOf(source) {
    return createHash("sha256").update(source).digest("base64");
}

/**
 * What the transpiler's output depends on besides the source, and what decides whether V8 accepts its data.
 *
 * @returns {string}
 */
function makers() {
    const own = [__filename, path.join(project, "tsconfig.json"), require.resolve("tsx/package.json")];
    return [process.version, process.arch, ...own.map((file) => fs.readFileSync(file, "utf8"))].join("\n");
}

/**
 * Tells a file from a changed one: the time of the last change of its inode cannot be set, unlike that of its content.
 *
 * @param {string} file
 * @returns {string} of a file that changed a moment ago, empty: a second change could have the same time
 */
function stateOf(file) {
    const { ino, size, ctimeMs } = fs.statSync(file);
    return Date.now() - ctimeMs < tickOfTimes ? "" : `${ino} ${size} ${ctimeMs}`;
}

/** @returns {string} what changes with every installation of packages; empty where npm has installed none */
function stateOfPackages() {
    try {
        return stateOf(path.join(project, "node_modules", ".package-lock.json"));
    } catch {
        return "";
    }
}

/**
 * The entries of a file, and how they are written: a line of JSON with their lengths, then all texts of one encoding, all of the
 * other, and the data. V8 takes a part of one long string for what it is, so no text is copied.
 */
class Store {
    /** @param {string} command */
    constructor(command) {
        this.file = path.join(cacheFolder, command);
        this.makers = makers();
        this.packages = stateOfPackages();
        /** @type {Map<string, string>} file that a request for a package found, by folder and request */
        this.found = new Map();
        /** @type {Map<string, Entry>} */
        this.entries = this.read();
    }

    read() {
        const entries = new Map();
        try {
            const bytes = fs.readFileSync(this.file);
            const start = bytes.indexOf("\n") + 1;
            const header = JSON.parse(bytes.toString("utf8", 0, start));
            if (header.makers !== this.makers || header.end !== bytes.length - start) {
                return entries;
            }
            const [narrowEnd, wideEnd] = [start + header.narrow, start + header.narrow + header.wide];
            const narrow = partsOf(bytes.toString("latin1", start, narrowEnd));
            const wide = partsOf(bytes.toString("utf16le", narrowEnd, wideEnd));
            const data = partsOf(bytes.subarray(wideEnd));
            for (const [file, state, digest, text, size, isWide] of header.files) {
                entries.set(path.join(project, file), {
                    state,
                    digest,
                    text: isWide ? wide(text) : narrow(text),
                    data: size === null ? undefined : data(size),
                });
            }
            if (this.packages !== "" && header.packages === this.packages) {
                this.found = new Map(header.found);
            }
        } catch {
            // No file yet, or not one of ours: everything is made again.
        }
        return entries;
    }

    /**
     * @param {Map<string, Entry>} entries replaces the file in one step: other starts may be reading it
     */
    write(entries) {
        const files = [];
        const [narrowTexts, wideTexts, data] = [[], [], []];
        for (const [file, entry] of entries) {
            const { state, digest, text } = entry;
            const inWide = isWide(text);
            files.push([path.relative(project, file), state, digest, text.length, entry.data?.length ?? null, inWide]);
            (inWide ? wideTexts : narrowTexts).push(text);
            data.push(entry.data ?? Buffer.alloc(0));
        }
        const narrow = Buffer.from(narrowTexts.join(""), "latin1");
        const wide = Buffer.from(wideTexts.join(""), "utf16le");
        const content = Buffer.concat([narrow, wide, ...data]);
        const header = {
            makers: this.makers,
            packages: this.packages,
            end: content.length,
            narrow: narrow.length,
            wide: wide.length,
            files,
            found: [...this.found],
        };
        fs.mkdirSync(cacheFolder, { recursive: true });
        const temporary = `${this.file}.${process.pid}`;
        fs.writeFileSync(temporary, Buffer.concat([Buffer.from(`${JSON.stringify(header)}\n`), content]));
        fs.renameSync(temporary, this.file);
    }
}

/**
 * Parts of a string or of bytes, one after the other, by their length. A part of a long string is a view of it.
 *
 * @template {string | Buffer} T
 * @param {T} whole
 * @returns {(length: number) => T}
 */
function partsOf(whole) {
    let offset = 0;
    return (length) => {
        const start = offset;
        offset += length;
        return typeof whole === "string" ? whole.slice(start, offset) : whole.subarray(start, offset);
    };
}

/** Whether a text has characters that Latin-1 has not: few files have, and every character of a string that has one takes two bytes. */
function isWide(text) {
    return /[^\0-\xff]/.test(text);
}

/** Loads modules as Node does, from the entries of a store where they match the source. */
class Loader {
    /** @param {Store} store */
    constructor(store) {
        this.store = store;
        /** @type {Map<string, Omit<Entry, "data"> & { script: vm.Script | undefined }>} */
        this.loaded = new Map();
        /** @type {Map<string, string>} file that a request of a source for another found, by the path it asks for */
        this.own = new Map();
        this.changed = false;
    }

    register() {
        for (const extension of [".js", ".ts"]) {
            Module._extensions[extension] = (module, file) => this.load(module, file);
        }
        const resolved = Module._resolveFilename;
        Module._resolveFilename = (request, parent, isMain, options) => {
            const found = () => resolved(request, parent, isMain, options);
            return parent?.filename && !isMain && !options ? this.find(request, parent.filename, found) : found();
        };
    }

    /** Requests of packages, and for packages, find the same file until npm installs packages again, others during one start. */
    find(request, from, found) {
        const folder = path.dirname(from);
        const ofPackage = folder.startsWith(packagesFolder);
        if (!ofPackage && (request.startsWith(".") || path.isAbsolute(request))) {
            // Most files are imported by several others.
            const place = path.resolve(folder, request);
            const file = this.own.get(place) ?? found();
            this.own.set(place, file);
            return file;
        }
        if (this.store.packages === "") {
            return found();
        }
        const key = `${folder.slice(project.length)} ${request}`;
        const known = this.store.found.get(key);
        if (known !== undefined) {
            return project + known;
        }
        const file = found();
        if (file.startsWith(packagesFolder)) {
            this.changed = true;
            this.store.found.set(key, file.slice(project.length));
        }
        return file;
    }

    load(module, file) {
        const state = stateOf(file);
        const entry = this.store.entries.get(file);
        const unread = entry !== undefined && state !== "" && entry.state === state;
        const made = { state, ...(unread ? this.restored(file, entry) : this.read(file, entry)) };
        if (file.startsWith(project + path.sep)) {
            this.loaded.set(file, made);
        }
        if (!made.script) {
            // A script from V8's cache cannot import on demand.
            module._compile(made.text.slice(opening.length, -closing.length), file);
            return;
        }
        const ofSdk = file.startsWith(sdksFolder);
        const required = (id) =>
            ofSdk && hardlyUsed.has(id) ? onFirstUse(() => module.require(id)) : module.require(id);
        required.resolve = (id, options) => Module._resolveFilename(id, module, false, options);
        required.main = process.mainModule;
        required.extensions = Module._extensions;
        required.cache = Module._cache;
        made.script.runInThisContext().call(module.exports, module.exports, required, module, file, path.dirname(file));
    }

    read(file, entry) {
        const source = fs.readFileSync(file);
        const digest = digestOf(source);
        return entry?.digest === digest ? this.restored(file, entry) : { digest, ...this.compiled(file, source) };
    }

    restored(file, { digest, text, data }) {
        const script = data && new vm.Script(text, { filename: file, cachedData: data });
        this.changed ||= script?.cachedDataRejected === true;
        return { digest, text, script };
    }

    compiled(file, source) {
        this.changed = true;
        if (!file.endsWith(".ts")) {
            try {
                return withScript(file, source.toString("utf8"));
            } catch (error) {
                if (!(error instanceof SyntaxError)) {
                    throw error;
                }
                // An ECMAScript module of a package: tsx makes a CommonJS module of it.
            }
        }
        return withScript(file, this.transpiled(file));
    }

    transpiled(file) {
        this.hooks ??= hooksOfTsx();
        let text = "";
        const hook = this.hooks[file.endsWith(".ts") ? ".ts" : ".js"];
        hook({ _compile: (code) => (text = code) }, file);
        return text.replace(/\n\/\/# sourceMappingURL=.*\s*$/, "");
    }

    /** Writes what this start has added; where the folder is read-only, the next start transpiles again. */
    save() {
        if (!this.changed) {
            return;
        }
        const others = [...this.store.entries].filter(([file]) => !this.loaded.has(file) && fs.existsSync(file));
        const made = [...this.loaded].map(([file, { script, ...rest }]) => [
            file,
            { ...rest, data: script?.createCachedData() },
        ]);
        try {
            this.store.write(new Map([...others, ...made]));
        } catch {
            // Nothing but time is lost.
        }
    }
}

/** A module that is loaded when something of it is first asked for. */
function onFirstUse(load) {
    const get = (_, name) => {
        // Code that TypeScript compiled asks this of every import, and then takes the module as it is.
        if (name === "__esModule") {
            return true;
        }
        const module = load();
        return name === "default" && !module.__esModule ? module : module[name];
    };
    return new Proxy({}, { get, has: (_, name) => name in load() });
}

/** The loaders of tsx. Nothing of it stays registered: modules are found in the same way with and without entries. */
function hooksOfTsx() {
    const { _extensions, _resolveFilename } = Module;
    const before = { ..._extensions };
    require("tsx/cjs");
    const hooks = { ..._extensions };
    Object.assign(_extensions, before);
    Module._resolveFilename = _resolveFilename;
    process.setSourceMapsEnabled(false);
    return hooks;
}

function withScript(filename, code) {
    const text = opening + code + closing;
    // First, because an ECMAScript module must be refused as such.
    const script = new vm.Script(text, { filename });
    return { text, script: importsOnDemand(code) ? undefined : script };
}

/** What judges a module cannot wait for its own judgement. */
function loadedByNode(id) {
    const ours = Module._extensions[".js"];
    Module._extensions[".js"] = loadJavaScript;
    try {
        return require(id);
    } finally {
        Module._extensions[".js"] = ours;
    }
}

/** Whether CommonJS code has an `import(…)`. Large files, the compiler of TypeScript for one, only have the words in comments. */
function importsOnDemand(code) {
    if (!code.includes("import(")) {
        return false;
    }
    parser ??= loadedByNode("acorn");
    const { parse, tokTypes } = parser;
    try {
        let found = false;
        const onToken = ({ type }) => (found ||= type === tokTypes._import);
        parse(code, { ecmaVersion: "latest", allowReturnOutsideFunction: true, allowHashBang: true, onToken });
        return found;
    } catch {
        return true;
    }
}

const [command = ""] = process.argv.splice(2, 1);
const main = path.join(project, "cli", command, "index.ts");
process.argv[1] = main;
if (process.argv.includes("--verbose")) {
    // With source maps, for stack traces.
    require("tsx/cjs");
} else {
    process.setSourceMapsEnabled(false);
    const loader = new Loader(new Store(command));
    loader.register();
    process.on("exit", () => loader.save());
}
require(main);
