#!/bin/bash
# How long a whole broker takes to start on a store, and what it needs then.
#
#   broker_start.sh RMQ DIR [COMMAND]
#
# RMQ      the rmq binary: the name server, the client that asks and, without COMMAND, the broker
# DIR      a store that `masses fill` made. It gets config/topics.json, with a topic for each folder of queues
# COMMAND  starts another broker in the foreground, with a .properties file in place of {}
#
# STAY     seconds until it is looked at again, with a report to the name server every 10; 20
#
# Prints when the port listens and when the name server knows every topic; then memory, descriptors, threads and processor time;
# the same again later; how long stopping takes. Every message of the last topic is read in between.
set -euo pipefail
[ $# -ge 2 ] || { sed -n '2,13p' "$0" | sed 's/^# \{0,1\}//'; exit 2; }
rmq=$(realpath "$1") store=$(realpath "$2") command=${3:-"exec $(realpath "$1") broker -c {}"}
work=$(mktemp -d)
pids=()
end() {
  local pid
  for pid in "${pids[@]}"; do
    kill "$pid" || true
    wait "$pid" || true
  done 2>/dev/null
  rm -rf "$work"
}
trap end EXIT

fail() { echo "broker_start.sh: $*" >&2; tail -n 5 "$work"/*.log >&2; exit 1; }
listens() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }
since() { awk -v from="$1" -v to="$EPOCHREALTIME" 'BEGIN { printf "%.2f s", to - from }'; }
await() { # SECONDS COMMAND...
  local end=$((SECONDS + $1))
  shift
  until "$@"; do
    [ "$SECONDS" -lt "$end" ] || fail "gave up waiting: $*"
    sleep 0.02
  done
}
needs() {
  awk '/^(RssAnon|Threads):/ { printf "%s %s %s, ", $1, $2, $3 }' "/proc/$1/status"
  echo "$(ls "/proc/$1/fd" | wc -l) descriptors, $(($(cut -d' ' -f14 "/proc/$1/stat") + $(cut -d' ' -f15 "/proc/$1/stat"))) hundredths of a second of processor"
}
known() { [ "$("$rmq" topic list -n "127.0.0.1:$ns" -o name 2>>"$work/client.log" | grep -c '^masses-')" = "$topics" ]; }

topics=$(ls "$store/consumequeue" | grep -c '^masses-')
mkdir -p "$store/config"
(cd "$store/consumequeue" && for topic in *; do echo "$topic" $(ls "$topic" | wc -l); done) | awk '
  BEGIN { printf "{\"dataVersion\":{\"counter\":1,\"timestamp\":1600000000000},\"topicConfigTable\":{" }
  { printf "%s\"%s\":{\"order\":false,\"perm\":6,\"readQueueNums\":%d,\"topicFilterType\":\"SINGLE_TAG\",\"topicName\":\"%s\",\"topicSysFlag\":0,\"writeQueueNums\":%d}",
    (NR > 1 ? "," : ""), $1, $2, $1, $2 }
  END { print "}}" }' >"$store/config/topics.json"
last=$(ls "$store/consumequeue" | grep '^masses-' | tail -n 1)
ns=$((20000 + RANDOM % 5000)) port=$((26000 + RANDOM % 5000))
printf '%s\n' brokerClusterName=c brokerName=b brokerId=0 brokerIP1=127.0.0.1 "namesrvAddr=127.0.0.1:$ns" "listenPort=$port" diskMaxUsedSpaceRatio=95 \
  "storePathRootDir=$store" "storePathCommitLog=$store/commitlog" registerNameServerPeriod=10000 >"$work/broker.properties"

"$rmq" namesrv --port "$ns" --bind 127.0.0.1 >"$work/namesrv.log" 2>&1 &
pids+=($!)
await 10 listens "$ns"
[ ! -w /proc/sys/vm/drop_caches ] || { sync; echo 3 >/proc/sys/vm/drop_caches; }
began=$EPOCHREALTIME
HOME=$work bash -c "${command//\{\}/$work/broker.properties}" >"$work/broker.log" 2>&1 &
broker=$!
pids+=("$broker")
await 300 listens "$port"
echo "listens: $(since "$began")"
await 300 known
echo "known:   $(since "$began") until the name server has $topics topics"
echo "started: $(needs "$broker")"
read=$("$rmq" consume "$last" -n "127.0.0.1:$ns" --from first --exit-at-end -q 2>>"$work/client.log" | wc -l)
echo "read:    $read messages of $last"
sleep "${STAY:=20}"
echo "$STAY s on: $(needs "$broker")"
began=$EPOCHREALTIME
kill "$broker"
wait "$broker" || true
echo "stop:    $(since "$began")"
