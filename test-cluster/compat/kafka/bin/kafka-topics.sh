#!/usr/bin/env bash
# Kafka's command of this name, as far as other projects' test suites call it, over the `drave` command. DRAVE_BOOTSTRAP
# says where the cluster is; the addresses on the command line are those of Kafka listeners.
set -euo pipefail
drave=(node "$(dirname "$0")/../../../../packages/cli/dist/bin.js")
verb='' topic=''
options=()
while [ $# -gt 0 ]; do
  case "$1" in
    --bootstrap-server | --zookeeper) shift ;;
    --create | --alter | --delete) verb="$1" ;;
    --topic) topic="$2"; shift ;;
    --partitions) options+=(--partitions "$2"); shift ;;
    --replication-factor) options+=(--replication-factor "$2"); shift ;;
    --config) options+=(--config "$2"); shift ;;
    *) echo "kafka-topics.sh: '$1' is not known here" >&2; exit 2 ;;
  esac
  shift
done
exec "${drave[@]}" topic "${verb#--}" "${options[@]}" "$topic"
