#!/usr/bin/env bash
# Kafka's command of this name, as far as other projects' test suites call it, over the `drave` command. DRAVE_BOOTSTRAP
# says where the cluster is; the addresses on the command line are those of Kafka listeners.
set -euo pipefail
drave=(node "$(dirname "$0")/../../../../packages/cli/dist/bin.js")
verb='' principal='' operation='' resource=()
options=()
while [ $# -gt 0 ]; do
  case "$1" in
    --bootstrap-server) shift ;;
    --add) verb=grant ;;
    --remove) verb=revoke ;;
    --force) ;;
    --allow-principal) principal="${2#User:}"; shift ;;
    --deny-principal) principal="${2#User:}"; options+=(--deny); shift ;;
    --allow-host | --deny-host) [ "$2" = '*' ] || options+=(--host "$2"); shift ;;
    --operation) operation="${2,,}"; shift ;;
    --topic | --group) resource=("${1#--}" "$2"); shift ;;
    *) echo "kafka-acls.sh: '$1' is not known here" >&2; exit 2 ;;
  esac
  shift
done
exec "${drave[@]}" acl "$verb" "${options[@]}" "$principal" "$operation" "${resource[@]}"
