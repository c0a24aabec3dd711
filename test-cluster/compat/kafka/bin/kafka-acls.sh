#!/usr/bin/env bash
# Drave has no access control lists yet.
echo 'kafka-acls.sh: this cluster has no access control lists' >&2
exit 1
