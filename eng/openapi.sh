#!/usr/bin/env bash
# Rewrites openapi/v1.51.json, the OpenAPI document, from the code that serves it.
#
#   eng/openapi.sh           rewrites the document
#   eng/openapi.sh --check   changes nothing and fails when the document is not what the code serves
set -euo pipefail
cd "$(dirname "$0")/.."
. eng/packages.sh

need_dotnet
export MSBUILDDISABLENODEREUSE=1 DOTNET_CLI_USE_MSBUILD_SERVER=0 DOTNET_NOLOGO=1
dotnet build tools/EngineApi.OpenApi/EngineApi.OpenApi.csproj -v quiet -clp:NoSummary >&2
tools/EngineApi.OpenApi/bin/Debug/net10.0/EngineApi.OpenApi openapi/v1.51.json "$@"
