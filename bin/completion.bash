# SPDX-License-Identifier: Apache-2.0
# Completes leveretctl's and RabbitMQ's commands and options in bash: source this file.
_leveretctl() {
    local words=("${COMP_WORDS[@]:1:COMP_CWORD}")
    mapfile -t COMPREPLY < <("${COMP_WORDS[0]}" --auto-complete "${words[@]}" 2>/dev/null)
}
complete -o default -F _leveretctl leveretctl rabbitmqctl rabbitmq-diagnostics rabbitmq-queues rabbitmq-streams \
    rabbitmq-plugins rabbitmq-upgrade
