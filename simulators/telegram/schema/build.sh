#!/bin/sh
# Makes bot_api.json anew: the Bot API as names, types and limits, without a word of its documentation.
# Needs node and npm; everything is built in a temporary folder. Usage: simulators/telegram/schema/build.sh
set -eu
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-fund --no-audit @gramio/types@10.3.1 ts-json-schema-generator@2.4.0
types=node_modules/@gramio/types/out
npx ts-json-schema-generator --no-type-check --expose all --path "$types/params.d.ts" --out params.json
npx ts-json-schema-generator --no-type-check --expose all --path "$types/objects.d.ts" --out objects.json
node "$here/compact.mjs" "$types/methods.d.ts" params.json objects.json >"$here/bot_api.json"
