// Turns the generated JSON Schema into facts only: descriptions are read for their limits, then dropped.
// Usage: node compact.mjs methods.d.ts params.json objects.json > bot_api.json
import { readFileSync } from "node:fs"

const [methodsFile, ...schemaFiles] = process.argv.slice(2)
const definitions = Object.assign({}, ...schemaFiles.map((file) => JSON.parse(readFileSync(file)).definitions))

// The types say "number" for both; Bot API calls these Float and every other number Integer.
const floats = new Set(["latitude", "longitude", "horizontal_accuracy", "scale", "x_shift", "y_shift", "score",
    "x_percentage", "y_percentage", "width_percentage", "height_percentage", "rotation_angle", "temperature",
    "corner_radius_percentage", "main_frame_timestamp", "cover_frame_timestamp", "animation_timestamp", "duration_seconds"])

const shortName = (name) =>
    name.startsWith("Exclude<") ? "UpdateType" : name.replace(/^Telegram/, "").replace(/[^A-Za-z0-9]/g, "_")

/** Limits as the documentation words them; a text counted after entity parsing is left to hand-written checks. */
function limits(description = "", type) {
    const range = (found) => found.slice(1).map((digits) => Number(digits.replaceAll(",", "")))
    if (type === "string" && !/after entit/i.test(description)) {
        const found = description.match(/(\d[\d,]*)-(\d[\d,]*) characters/)
        if (found) return { minLength: range(found)[0], maxLength: range(found)[1] }
        const bytes = description.match(/(\d+)-(\d+) bytes/i)
        // every byte string here is checked by hand too: JSON Schema counts characters
        if (bytes) return { minLength: range(bytes)[0], maxLength: range(bytes)[1] }
    }
    if (type === "array") {
        const found = description.match(/include (\d+)-(\d+)/) ?? description.match(/list of (\d+)-(\d+) /)
        if (found) return { minItems: range(found)[0], maxItems: range(found)[1] }
    }
    if (type === "integer") {
        const found = description.match(/[Vv]alues between (\d+)-(\d+)/)
        if (found) return { minimum: range(found)[0], maximum: range(found)[1] }
    }
    return {}
}

/** Builder objects of the TypeScript library ({toJSON}, {toString}) are no part of the wire. */
const isBuilder = (node) => node?.properties && Object.keys(node.properties).every((key) => /^to(JSON|String)$/.test(key))

function compact(node, name = "", description = "") {
    description = node.description ?? description
    if (Array.isArray(node.type)) node = { anyOf: node.type.map((type) => ({ type })) }
    if (node.anyOf) {
        const options = node.anyOf.filter((option) => !isBuilder(option)).map((option) => compact(option, name, description))
        return options.length === 1 ? options[0] : { anyOf: options }
    }
    if (node.$ref) {
        const target = decodeURIComponent(node.$ref.replace("#/definitions/", ""))
        if (target === "TelegramInputFile" || target === "Blob") return { type: "string", file: true }
        return { $ref: `#/definitions/${shortName(target)}` }
    }
    const type = node.type === "number" && !floats.has(name) && !node.enum ? "integer" : node.type
    const short = type === undefined ? {} : { type }
    for (const key of ["enum", "const"]) if (node[key] !== undefined) short[key] = node[key]
    if (node.items) short.items = compact(node.items, name)
    if (node.properties) {
        short.properties = Object.fromEntries(
            Object.entries(node.properties).map(([key, value]) => [key, compact(value, key)]))
        short.additionalProperties = false
        if (node.required) short.required = node.required
    }
    return { ...short, ...limits(description, type) }
}

function methods() {
    const text = readFileSync(methodsFile, "utf8").replace(/\/\*\*[\s\S]*?\*\//g, "")
    const calls = [...text.matchAll(/(\w+): CallAPI(\w*)<\s*([\s\S]*?)\s*>\n/g)]
    return Object.fromEntries(calls.map(([, method, kind, inside]) => {
        const parts = inside.split(",").map((part) => part.trim())
        const params = kind === "WithoutParams" ? null : parts.shift().replace("Params.", "")
        return [method, { params, returns: parts.join(",").replaceAll("Objects.Telegram", "") }]
    }))
}

const compacted = {}
for (const [name, node] of Object.entries(definitions)) {
    if (name === "TelegramInputFile" || name === "Blob") continue
    compacted[shortName(name)] = compact(node)
}
console.log(JSON.stringify({ version: "10.3", methods: methods(), definitions: compacted }))
