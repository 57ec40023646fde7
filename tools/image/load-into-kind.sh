#!/usr/bin/env bash
# An image loader for kind and Docker: IMAGE_LOADER=tools/image/load-into-kind.sh
#   load-into-kind.sh TAG CONTEXT DOCKERFILE      KIND_CLUSTER names the cluster, `kind` by default
set -euo pipefail
docker build --quiet --tag "$1" --file "$3" "$2" >/dev/null
kind load docker-image "$1" --name "${KIND_CLUSTER:-kind}"
