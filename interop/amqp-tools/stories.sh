#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# RabbitMQ's tutorials with the amqp-* tools of librabbitmq (C). They tell neither whether a message was redelivered nor
# publish with confirms or mandatory, so those stories are other clients'. A story fails by returning non-zero.
set -u
STORY_SECONDS=60
run=interop.amqp-tools.$$
work=$(mktemp -d)
trap 'stop_all; rm -rf "$work"' EXIT

tool() { local name=$1; shift; timeout "$STORY_SECONDS" "amqp-$name" --url="$AMQP_URL" "$@"; }
publish() { tool publish "$@"; }
declare_queue() { tool declare-queue -q "$1" "${@:2}" >"$work/declared" && equal "$(cat "$work/declared")" "$1" 'queue declared'; }
delete_queue() { equal "$(tool delete-queue -q "$1")" "${2:-0}" "messages left in $1"; }

equal() {
  [ "$1" = "$2" ] && return 0
  why="$3: expected '$2', got '$1'"
  return 1
}

until_true() {
  for _ in $(seq 1 400); do
    "$@" && return 0
    sleep 0.05
  done
  why="not within 20 s: $*"
  return 1
}

# Starts a consumer in a process group of its own: consumer NAME SHELL-COMMAND AMQP-CONSUME-OPTIONS...
# The command goes into a file, since amqp-consume takes the command's options for its own.
consumer() {
  local name=$1; shift
  echo "$1" >"$work/$name.sh"; shift
  setsid timeout "$STORY_SECONDS" amqp-consume --url="$AMQP_URL" "$@" sh "$work/$name.sh" "$work/$name" &
  eval "pid_$name=$!"
  consumers+=("$!")
}

stop() { kill -KILL -- "-$1" 2>/dev/null; wait "$1" 2>/dev/null; }
stop_all() { for pid in "${consumers[@]}"; do stop "$pid"; done; consumers=(); }

# The queue of amqp-consume is bound once the first probe arrives; probes are left out of what is compared.
heard() { grep -v '^probe$' "$work/$1"; }
probe() { publish -e "$2" -r "$3" -b probe; grep -qs '^probe$' "$work/$1"; }
hears() { [ "$(heard "$1" | wc -l)" -ge "$2" ]; }

# routing EXCHANGE then NAME BINDING PROBE-KEY triples, with the messages to send on standard input
listen() {
  consumer "$1" 'cat >>"$1"; echo >>"$1"' -x -A -e "$2" -r "$3"
  until_true probe "$1" "$2" "$4"
}

hello() {
  declare_queue "$run.hello" || return 1
  publish -r "$run.hello" -p -C text/plain -E utf-8 -H 'colour: blue' -t answers -b 'Hello World!' || return 1
  head -c 500000 /dev/zero | tr '\0' x | publish -r "$run.hello" || return 1
  publish -r "$run.hello" -b '' || return 1
  equal "$(tool get -q "$run.hello")" 'Hello World!' 'first message' || return 1
  equal "$(tool get -q "$run.hello" | wc -c)" 500000 'size of the second message' || return 1
  equal "$(tool get -q "$run.hello" | wc -c)" 0 'size of the third message' || return 1
  tool get -q "$run.hello"; equal $? 2 'exit of amqp-get on an empty queue' || return 1
  delete_queue "$run.hello" || return 1
  tool get -q "$run.hello" 2>"$work/missing"; equal $? 1 'exit of amqp-get on a missing queue' || return 1
  grep -q '404' "$work/missing" || { why="not told 404: $(cat "$work/missing")"; return 1; }
}

work_queue() {
  declare_queue "$run.tasks" -d || return 1
  seq 0 7 | sed 's/^/task /' | publish -r "$run.tasks" -l -p || return 1
  consumer busy 'cat >"$1"; until [ -e "$1.end" ]; do sleep 0.05; done' -q "$run.tasks" -p 1 -c 1
  until_true test -s "$work/busy" || return 1
  consumer idle 'cat >>"$1"' -q "$run.tasks" -p 1 -c 7
  wait "$pid_idle" || { why='the idle worker failed'; return 1; }
  equal "$(cat "$work/idle")" "$(seq 1 7 | sed 's/^/task /')" 'what the idle worker did' || return 1
  equal "$(cat "$work/busy")" 'task 0' 'what the busy worker holds' || return 1
  touch "$work/busy.end"
  wait "$pid_busy" || { why='the busy worker failed'; return 1; }
  delete_queue "$run.tasks"
}

dying_worker() {
  declare_queue "$run.fragile" || return 1
  publish -r "$run.fragile" -b precious || return 1
  consumer doomed 'cat >"$1"; sleep 60' -q "$run.fragile" -p 1
  until_true test -s "$work/doomed" || return 1
  consumer other 'cat >"$1"' -q "$run.fragile" -p 1 -c 1
  stop "$pid_doomed"
  wait "$pid_other" || { why='the other worker got nothing'; return 1; }
  equal "$(cat "$work/other")" precious 'what the other worker got' || return 1
  delete_queue "$run.fragile"
}

fanout() {
  listen one amq.fanout key any && listen two amq.fanout other any || return 1
  seq 1 20 | while read -r n; do publish -e amq.fanout -r "$n" -b "log $n"; done
  for name in one two; do
    until_true hears "$name" 20 || return 1
    equal "$(heard "$name")" "$(seq 1 20 | sed 's/^/log /')" "what $name heard" || return 1
  done
}

direct() {
  listen errors amq.direct "$run.error" "$run.error" && listen infos amq.direct "$run.info" "$run.info" || return 1
  for severity in info error debug info error; do publish -e amq.direct -r "$run.$severity" -b "$severity"; done
  until_true hears errors 2 && until_true hears infos 2 || return 1
  equal "$(heard errors | xargs)" 'error error' 'errors heard' && equal "$(heard infos | xargs)" 'info info' 'infos heard'
}

topic() {
  listen orange amq.topic '*.orange.*' x.orange.x && listen lazy amq.topic 'lazy.#' lazy || return 1
  for animal in quick.orange.rabbit lazy.orange.elephant quick.orange.fox lazy.brown.fox quick.brown.fox orange \
    quick.orange.new.rabbit lazy.orange.new.rabbit lazy; do
    publish -e amq.topic -r "$animal" -b "$animal"
  done
  until_true hears orange 3 && until_true hears lazy 4 || return 1
  equal "$(heard orange | xargs)" 'quick.orange.rabbit lazy.orange.elephant quick.orange.fox' 'orange heard' || return 1
  equal "$(heard lazy | xargs)" 'lazy.orange.elephant lazy.brown.fox lazy.orange.new.rabbit lazy' 'lazy heard'
}

rpc() {
  declare_queue "$run.rpc" && declare_queue "$run.answers" || return 1
  consumer server "amqp-publish --url='$AMQP_URL' -r $run.answers -b \$((\$(cat) * 2))" -q "$run.rpc" -p 1
  for n in 21 50; do publish -r "$run.rpc" -t "$run.answers" -b "$n" || return 1; done
  consumer client 'cat >>"$1"; echo >>"$1"' -q "$run.answers" -c 2
  wait "$pid_client" || { why='the client got no answers'; return 1; }
  equal "$(xargs <"$work/client")" '42 100' 'answers' || return 1
  stop "$pid_server"
  delete_queue "$run.rpc" && delete_queue "$run.answers"
}

consumers=()
failed=0
for story in hello work_queue dying_worker fanout direct topic rpc; do
  why='a tool failed, see the log'
  if "$story" >&2; then echo "${story//_/-} ok"; else echo "${story//_/-} failed: $why" | tr '\n' ' '; echo; failed=1; fi
  stop_all
done
exit "$failed"
