"use strict";

document.documentElement.classList.add("scripted");

/** Theme: the system's, or the reader's choice for this visit. */
const themes = ["system", "light", "dark"];
const themeButton = document.getElementById("theme");
let theme = 0;
themeButton.addEventListener("click", () => {
    theme = (theme + 1) % themes.length;
    const name = themes[theme];
    if (name === "system") {
        delete document.documentElement.dataset.theme;
    } else {
        document.documentElement.dataset.theme = name;
    }
    themeButton.textContent = `Theme: ${name}`;
});

/** Search: an entry is shown when it, or one below it, has every word; what leads to it is opened. */
function matches(entry, words) {
    const text = entry.dataset.text.toLowerCase();
    return words.every((word) => text.includes(word));
}

function search(target, words) {
    const entries = [...target.querySelectorAll("[data-text]")];
    const found = entries.filter((entry) => matches(entry, words));
    const kept = new Set(found);
    for (const entry of found) {
        for (let above = entry.parentElement; above !== null && above !== target; above = above.parentElement) {
            if (above.dataset.text !== undefined) {
                kept.add(above);
            }
        }
    }
    for (const entry of entries) {
        entry.hidden = !kept.has(entry);
        const branch = entry.querySelector(":scope > details:not(.inputs)");
        if (branch !== null) {
            branch.open = words.length > 0 && kept.has(entry);
        }
    }
    return found.length;
}

for (const input of document.querySelectorAll("input[data-filter]")) {
    const target = document.getElementById(input.dataset.filter);
    const output = input.parentElement.querySelector("output");
    input.addEventListener("input", () => {
        const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
        const found = search(target, words);
        output.textContent = words.length === 0 ? output.dataset.total : `${found} of ${output.dataset.total}`;
    });
}

/** Inputs of a resource are written when they are opened for the first time. */
let inputs;
for (const details of document.querySelectorAll("details[data-inputs]")) {
    details.addEventListener("toggle", () => {
        if (details.open && details.querySelector("pre") === null) {
            inputs ??= JSON.parse(document.getElementById("inputs").textContent);
            const shown = document.createElement("pre");
            shown.tabIndex = 0;
            shown.textContent = JSON.stringify(inputs[Number(details.dataset.inputs)], null, 2);
            details.append(shown);
        }
    });
}

/** The entry of the contents that is on the screen. */
const entries = new Map([...document.querySelectorAll("nav a")].map((entry) => [entry.hash.slice(1), entry]));
const onScreen = new Set();
const observer = new IntersectionObserver(
    (changes) => {
        for (const { target, isIntersecting } of changes) {
            onScreen[isIntersecting ? "add" : "delete"](target.id);
        }
        const current = [...entries.keys()].find((id) => onScreen.has(id));
        for (const [id, entry] of entries) {
            if (id === current) {
                entry.setAttribute("aria-current", "true");
            } else {
                entry.removeAttribute("aria-current");
            }
        }
    },
    { rootMargin: "-10% 0px -60% 0px" },
);
document.querySelectorAll("section[id]").forEach((section) => observer.observe(section));
