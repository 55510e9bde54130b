#!/bin/bash
# What a slave costs its master, and how fast it catches up; rmq beside Apache's broker.
#
#   replication.sh RMQ SENDS [APACHE]
#
# RMQ      the rmq binary
# SENDS    the load generator: the executable that `cargo bench --no-run --bench sends` names
# APACHE   class path of Apache's broker; without it rmq alone is measured
#
# SPAN     seconds of each figure; 6
# BEHIND   MiB a slave is behind when it is started to catch up; 1024
#
# For each kind, a SYNC_MASTER with one slave: 1 KiB messages over 4 connections with 64 on their way each, then one at a time; the latter also
# to an ASYNC_MASTER without a slave, so that the difference is what the slave adds. Then the slave is stopped, BEHIND MiB are
# sent, and it is started again: seconds from its start, and from when its log begins to grow, until it has all.
set -euo pipefail
[ $# -ge 2 ] || { sed -n '2,15p' "$0" | sed 's/^# \{0,1\}//'; exit 2; }
rmq=$(realpath "$1") sends=$(realpath "$2") apache=${3-}
: "${SPAN:=6}" "${BEHIND:=1024}"
work=$(mktemp -d "${TMPDIR:-/tmp}/replication.XXXXXX")
pids=()
stop() { # PID...
  local pid
  for pid in "$@"; do
    kill "$pid" || true
    wait "$pid" || true
  done 2>/dev/null
}
end() { stop "${pids[@]}"; rm -rf "$work"; }
trap end EXIT

fail() { echo "replication.sh: $*" >&2; tail -n 5 "$work"/*/broker.log >&2; exit 1; }
listens() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }
await() { # SECONDS COMMAND...
  local end=$((SECONDS + $1))
  shift
  until "$@"; do
    [ "$SECONDS" -lt "$end" ] || fail "gave up waiting: $*"
    sleep 0.02
  done
}
log_end() { # PORT
  HOME=$work "$rmq" mqadmin brokerStatus -b "127.0.0.1:$1" -n "127.0.0.1:$ns" 2>/dev/null | awk '$1 == "commitLogMaxOffset" { print $NF }'
}
follows() { [ "$(log_end "$slave_port")" = "$(log_end "$master_port")" ]; }
grows() { [ "$(log_end "$slave_port" || true)" -gt "$1" ] 2>/dev/null; }
replicates() { [[ $("$sends" "127.0.0.1:$master_port" 1 1 10 1x) == *'{0: 1}'* ]]; }
since() { awk -v from="$1" -v to="$EPOCHREALTIME" 'BEGIN { printf "%.2f", to - from }'; }
broker() { # KIND NAME PORT ROLE ID: sets started
  local home=$work/$1-$2
  mkdir -p "$home"
  printf '%s\n' brokerClusterName=c brokerName=b "brokerId=$5" "brokerRole=$4" brokerIP1=127.0.0.1 brokerIP2=127.0.0.1 "namesrvAddr=127.0.0.1:$ns" \
    "listenPort=$3" diskMaxUsedSpaceRatio=95 "storePathRootDir=$home/store" "storePathCommitLog=$home/store/commitlog" \
    "haMasterAddress=127.0.0.1:$((master_port + 1))" >"$home/broker.properties"
  if [ "$1" = rmq ]; then
    HOME=$home RMQ_RUN_DIR=$home/run "$rmq" broker -c "$home/broker.properties" >"$home/broker.log" 2>&1 &
  else
    java -Xms1g -Xmx1g -XX:MaxDirectMemorySize=4g --add-exports=java.base/jdk.internal.ref=ALL-UNNAMED --add-opens=java.base/sun.nio.ch=ALL-UNNAMED \
      --add-opens=java.base/java.nio=ALL-UNNAMED --add-opens=java.base/java.lang=ALL-UNNAMED --add-opens=java.base/java.util=ALL-UNNAMED \
      -Dio.netty.tryReflectionSetAccessible=true -Duser.home="$home" -Drocketmq.home.dir="$work" -cp "$apache" org.apache.rocketmq.broker.BrokerStartup \
      -c "$home/broker.properties" >"$home/broker.log" 2>&1 &
  fi
  started=$!
  pids+=("$started")
  await 60 listens "$3"
}

measure() { # KIND
  local kind=$1 master slave before began alone
  local one="1 1 1024 $SPAN" many="4 64 1024 $SPAN"
  master_port=$((20000 + RANDOM % 4000)) slave_port=$((24000 + RANDOM % 4000))
  broker "$kind" alone "$master_port" ASYNC_MASTER 0
  alone=$started
  "$sends" "127.0.0.1:$master_port" $many >/dev/null # warm
  echo "$kind one at a time, no slave:   $("$sends" "127.0.0.1:$master_port" $one)"
  stop "$alone"
  master_port=$((master_port - 8000)) slave_port=$((slave_port - 8000))
  broker "$kind" master "$master_port" SYNC_MASTER 0
  master=$started
  broker "$kind" slave "$slave_port" SLAVE 1
  slave=$started
  await 60 replicates
  "$sends" "127.0.0.1:$master_port" $many >/dev/null # warm
  echo "$kind one at a time, SYNC:       $("$sends" "127.0.0.1:$master_port" $one)"
  echo "$kind 4 connections of 64, SYNC: $("$sends" "127.0.0.1:$master_port" $many)"
  await 60 follows
  stop "$slave"
  before=$(log_end "$master_port")
  "$sends" "127.0.0.1:$master_port" 4 64 4096 $((BEHIND * 1048576 / 4200))x >/dev/null
  began=$EPOCHREALTIME
  broker "$kind" slave "$slave_port" SLAVE 1
  slave=$started
  await 120 grows "$before"
  local grew=$EPOCHREALTIME
  await 120 follows
  echo "$kind catches up $((($(log_end "$master_port") - before) >> 20)) MiB: $(since "$began") s from its start, $(since "$grew") s from its first new byte"
  stop "$slave" "$master"
  rm -rf "$work/$kind"-*
}

mkdir "$work/conf"
echo '<configuration><root level="OFF"/></configuration>' >"$work/conf/logback_broker.xml" # Apache's broker does not start without
ns=$((28000 + RANDOM % 2000))
HOME=$work "$rmq" namesrv --port "$ns" --bind 127.0.0.1 >"$work/namesrv.log" 2>&1 &
pids+=($!)
await 10 listens "$ns"
measure rmq
[ -z "$apache" ] || measure apache
