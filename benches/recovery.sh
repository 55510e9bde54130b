#!/bin/bash
# How long a start takes on a store that was left by a crash, or with very many queues.
#
#   recovery.sh COMMAND DIR...    for each DIR: copies it to DIR.copy on the same file system, empties the page
#                                 cache (as root), runs COMMAND with DIR.copy in place of {}, removes the copy
#
# COMMAND starts what is to be measured and tells how long that took, for example
#   cargo bench --bench masses -- open {}
# or a script that starts another broker on the directory and waits for its port.
set -euo pipefail
[ $# -ge 2 ] || { sed -n '2,9p' "$0" | sed 's/^# \{0,1\}//'; exit 2; }
command=$1
shift
for dir in "$@"; do
  copy=${dir%/}.copy
  trap 'rm -rf "$copy"' EXIT
  rm -rf "$copy"
  cp -a --sparse=always "$dir" "$copy"
  sync
  echo 3 > /proc/sys/vm/drop_caches
  bash -c "${command//\{\}/$copy}"
  rm -rf "$copy"
done
