/**
 * Starts a command: `node cli/shared/start.js check …` runs cli/check/index.ts. TypeScript is transpiled by tsx once; later starts read
 * what was transpiled, with V8's code cache, from one file in .cache. Each entry counts only for the exact source that it was
 * made from, so a changed file is transpiled again.
 */
const { isAscii } = require("node:buffer");
const fs = require("node:fs");
const Module = require("node:module");
const path = require("node:path");
const vm = require("node:vm");

const project = path.resolve(__dirname, "../..");
const packagesFolder = path.join(project, "node_modules") + path.sep;
const cacheFolder = path.join(project, ".cache", "start");
const sdkFolder = path.join(packagesFolder, "@pulumi", "pulumi") + path.sep;
/** What the SDK loads at its start to serialize functions, which no command does: the compiler of TypeScript and a part of npm. */
const forClosures = new Set(["typescript", "@npmcli/arborist"]);
const loadJavaScript = Module._extensions[".js"];
let parser;

/** Milliseconds after which a change of a file has another time than the one before it, on every file system. */
const tickOfTimes = 2_000;

/**
 * @typedef {object} Entry
 * @property {string} state what tells the file from a changed one, unread; empty where only its content does
 * @property {Buffer} source the file's content
 * @property {Buffer | undefined} code what runs; undefined where that is the source
 * @property {Buffer | undefined} data V8's code cache; undefined where the file has an import on demand
 */

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

/** The entries of a file, and how they are written: a line of JSON with their lengths, then their bytes. */
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
        let bytes;
        try {
            bytes = fs.readFileSync(this.file);
            const end = bytes.indexOf("\n");
            const header = JSON.parse(bytes.toString("utf8", 0, end));
            if (header.makers !== this.makers || header.end !== bytes.length) {
                return entries;
            }
            let offset = end + 1;
            const next = (length) => bytes.subarray(offset, (offset += length));
            for (const [file, state, source, code, data] of header.files) {
                entries.set(path.join(project, file), {
                    state,
                    source: next(source),
                    code: code === null ? undefined : next(code),
                    data: data === null ? undefined : next(data),
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
        const files = [...entries].map(([file, { state, source, code, data }]) => [
            path.relative(project, file),
            state,
            source.length,
            code?.length ?? null,
            data?.length ?? null,
        ]);
        const bytes = [...entries.values()].flatMap(({ source, code, data }) => [
            source,
            ...(code ? [code] : []),
            ...(data ? [data] : []),
        ]);
        const length = bytes.reduce((sum, each) => sum + each.length, 0);
        const { makers, packages } = this;
        const header = (end) => `${JSON.stringify({ makers, packages, end, files, found: [...this.found] })}\n`;
        // The length of the header holds its own digits.
        let end = length;
        while (Buffer.byteLength(header(end)) + length !== end) {
            end = Buffer.byteLength(header(end)) + length;
        }
        fs.mkdirSync(cacheFolder, { recursive: true });
        const temporary = `${this.file}.${process.pid}`;
        fs.writeFileSync(temporary, Buffer.concat([Buffer.from(header(end)), ...bytes]));
        fs.renameSync(temporary, this.file);
    }
}

/** Loads modules as Node does, from the entries of a store where they match the source. */
class Loader {
    /** @param {Store} store */
    constructor(store) {
        this.store = store;
        /** @type {Map<string, { state: string, source: Buffer, code: Buffer | undefined, script: vm.Script | undefined }>} */
        this.loaded = new Map();
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

    /** Requests of packages, and for packages, find the same file until npm installs packages again. */
    find(request, from, found) {
        if (this.store.packages === "") {
            return found();
        }
        const folder = path.dirname(from);
        const ofPackage = folder.startsWith(packagesFolder);
        if (!ofPackage && (request.startsWith(".") || path.isAbsolute(request))) {
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
        const source = unread ? entry.source : fs.readFileSync(file);
        const made = {
            state,
            ...(unread || entry?.source.equals(source) ? this.restored(file, entry) : this.compiled(file, source)),
        };
        if (file.startsWith(project + path.sep)) {
            this.loaded.set(file, made);
        }
        if (!made.script) {
            // A script from V8's cache cannot import on demand.
            module._compile(textOf(made.code ?? source), file);
            return;
        }
        const ofSdk = file.startsWith(sdkFolder);
        const required = (id) =>
            ofSdk && forClosures.has(id) ? onFirstUse(() => module.require(id)) : module.require(id);
        required.resolve = (id, options) => Module._resolveFilename(id, module, false, options);
        required.main = process.mainModule;
        required.extensions = Module._extensions;
        required.cache = Module._cache;
        made.script.runInThisContext().call(module.exports, module.exports, required, module, file, path.dirname(file));
    }

    restored(file, { source, code, data }) {
        const script = data && scriptOf(file, textOf(code ?? source), data);
        this.changed ||= script?.cachedDataRejected === true;
        return { source, code, script };
    }

    compiled(file, source) {
        this.changed = true;
        if (!file.endsWith(".ts")) {
            try {
                return { source, code: undefined, script: scriptUnlessOnDemand(file, source.toString("utf8")) };
            } catch (error) {
                if (!(error instanceof SyntaxError)) {
                    throw error;
                }
                // An ECMAScript module of a package: tsx makes a CommonJS module of it.
            }
        }
        const text = this.transpiled(file);
        return { source, code: Buffer.from(text), script: scriptUnlessOnDemand(file, text) };
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
        const made = [...this.loaded].map(([file, { state, source, code, script }]) => [
            file,
            { state, source, code, data: script?.createCachedData() },
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
    // Code that TypeScript compiled asks this of every import, and then takes the module as it is.
    const get = (_, name) => (name === "__esModule" ? true : load()[name]);
    return new Proxy({}, { get, has: (_, name) => name in load() });
}

/** @param {Buffer} bytes UTF-8; most files have ASCII alone, which is decoded at a fraction of the time */
function textOf(bytes) {
    return bytes.toString(isAscii(bytes) ? "latin1" : "utf8");
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

function scriptUnlessOnDemand(filename, code) {
    // First, because an ECMAScript module must be refused as such.
    const script = scriptOf(filename, code);
    return importsOnDemand(code) ? undefined : script;
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

function scriptOf(filename, code, cachedData) {
    const wrapped = `(function (exports, require, module, __filename, __dirname) { ${code}\n})`;
    return new vm.Script(wrapped, { filename, cachedData });
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
