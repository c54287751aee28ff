# SPDX-License-Identifier: Apache-2.0
# Completes leveretctl's and RabbitMQ's commands and options in zsh: source this file after compinit.
_leveretctl() {
    local -a candidates
    candidates=("${(@f)$("${words[1]}" --auto-complete "${(@)words[2,CURRENT]}" 2>/dev/null)}")
    compadd -a candidates || _files
}
compdef _leveretctl leveretctl rabbitmqctl rabbitmq-diagnostics rabbitmq-queues rabbitmq-streams rabbitmq-plugins \
    rabbitmq-upgrade
