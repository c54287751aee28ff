# SPDX-License-Identifier: Apache-2.0
# RabbitMQ's tutorials with Bunny.

require_relative "stories"

story "hello" do
  ch = channel
  queue = ch.queue(unique("hello"))
  properties = {
    content_type: "text/plain", content_encoding: "utf-8", persistent: true, priority: 5, correlation_id: "c-1",
    reply_to: "answers", expiration: "60000", message_id: "m-1", timestamp: 1_700_000_000, type: "greeting",
    app_id: "interop",
    headers: {
      "text" => "žluť".b, "yes" => true, "small" => 7, "big" => 2**40, "double" => 1.5, "nothing" => nil,
      "list" => [1, "two", { "three" => 3 }], "table" => { "inner" => { "deep" => "x" } }, "time" => Time.at(1_700_000_000)
    }
  }
  sent = ["Hello World!", "", "x" * 1_000_000]
  sent.each { |body| queue.publish(body, properties) }
  got = consume(queue).take(3)
  equal(bodies(got), sent, "bodies")
  got.each_with_index do |(delivery, received, _), i|
    equal([delivery.exchange, delivery.routing_key, delivery.redelivered?], ["", queue.name, false], "delivery")
    equal(delivery.delivery_tag.to_i, i + 1, "delivery tag")
    properties.except(:persistent, :timestamp).each { |name, value| equal(received[name], value, name) }
    equal(received.timestamp.to_i, properties[:timestamp], "timestamp")
    equal(received.delivery_mode, 2, "delivery mode")
  end
  queue.delete
end

story "work-queue" do
  slow, quick = channel, channel
  queue = slow.queue(unique("tasks"), durable: true)
  tasks = Array.new(8) { |n| "task #{n}" }
  tasks.each { |task| queue.publish(task, persistent: true) }
  slow.prefetch(1)
  quick.prefetch(1)
  busy = consume(queue, manual_ack: true)
  held = busy.take(1)
  idle = consume(quick.queue(queue.name, passive: true), manual_ack: true) { |delivery, _, _| quick.ack(delivery.delivery_tag) }
  equal(bodies(idle.take(7)), tasks.drop(1), "what the idle worker did")
  equal(bodies(held + busy.take(0)), ["task 0"], "what the busy worker holds")
  slow.ack(held[0][0].delivery_tag)
  equal(queue.message_count, 0, "messages left")
  queue.delete
end

story "dying-worker" do
  ch = channel
  queue = ch.queue(unique("fragile"))
  queue.publish("precious")
  worker, line = start_holder(queue.name)
  equal(line, "precious false", "what the worker got before it died")
  others = consume(queue, manual_ack: true)
  others.take(0)
  kill(worker)
  delivery, _, body = others.take(1)[0]
  equal([body, delivery.redelivered?], ["precious", true], "what the other worker got")
  ch.ack(delivery.delivery_tag)
  queue.delete
end

# Publishes each key as its own body, and sees that every listener hears exactly what it should, in order.
def routing(type, wanted, sent)
  ch = channel
  exchange = Bunny::Exchange.new(ch, type, unique(type.to_s), auto_delete: true)
  inboxes = wanted.map do |bindings, _|
    queue = ch.queue("", exclusive: true)
    raise "#{queue.name} does not begin with amq.gen-" unless queue.name.start_with?("amq.gen-")

    bindings.each { |key| queue.bind(exchange, routing_key: key) }
    consume(queue)
  end
  sent.each { |key| exchange.publish(key, routing_key: key) }
  wanted.zip(inboxes).each do |(_, expected), inbox|
    got = inbox.take(expected.length)
    equal(bodies(got), expected, "logs")
    equal(got.map { |delivery, _, _| delivery.routing_key }, expected, "routing keys")
  end
end

LOGS = %w[info error debug error].freeze

story("fanout") { routing(:fanout, { [""] => LOGS, ["other"] => LOGS }, LOGS) }
story("direct") { routing(:direct, { %w[error] => %w[error error], %w[info error] => %w[info error error] }, LOGS) }
story("topic") { routing(:topic, ANIMALS_BY_BINDING, ANIMALS) }

story "rpc" do
  server, client = channel, channel
  requests = server.queue(unique("rpc_queue"))
  server.prefetch(1)
  consume(requests, manual_ack: true) do |delivery, properties, body|
    answer = fibonacci(body.to_i).to_s
    server.default_exchange.publish(answer, routing_key: properties.reply_to, correlation_id: properties.correlation_id)
    server.ack(delivery.delivery_tag)
  end
  callback = client.queue("", exclusive: true)
  replies = consume(callback)
  [10, 15].each do |n|
    client.default_exchange.publish(n.to_s, routing_key: requests.name, reply_to: callback.name, correlation_id: "fib-#{n}")
  end
  answers = replies.take(2).map { |_, properties, body| [properties.correlation_id, body] }
  equal(answers, [%w[fib-10 55], %w[fib-15 610]], "answers")
  requests.delete
end

story "confirms" do
  ch = channel
  ch.confirm_select
  queue = ch.queue("", exclusive: true)
  100.times { |n| queue.publish(n.to_s) }
  equal(ch.wait_for_confirms, true, "all confirmed")
  equal([ch.unconfirmed_set.to_a, ch.nacked_set.to_a], [[], []], "unconfirmed and refused")
  equal(queue.message_count, 100, "messages confirmed and kept")
  equal(Array.new(100) { queue.pop.last.to_i }, (0..99).to_a, "order")
  equal(queue.pop, [nil, nil, nil], "get from the empty queue")
  error = begin
    ch.queue_declare(unique("missing"), passive: true)
  rescue Bunny::NotFound => e
    e
  end
  equal(error.channel_close.reply_code, 404, "reply code")
  equal(error.channel_close.reply_text.start_with?("NOT_FOUND - no queue 'interop.bunny."), true, error.message)
end

story "returns" do
  ch = channel
  returned = Inbox.new
  exchange = ch.direct("amq.direct", durable: true)
  exchange.on_return { |basic_return, properties, body| returned.push(basic_return, properties, body) }
  exchange.publish("lost", routing_key: "nowhere", mandatory: true, message_id: "m-1")
  exchange.publish("dropped", routing_key: "nowhere")
  basic_return, properties, body = returned.take(1)[0]
  equal([basic_return.reply_code, basic_return.reply_text], [312, "NO_ROUTE"], "reply")
  equal([basic_return.exchange, basic_return.routing_key], ["amq.direct", "nowhere"], "where it was sent")
  equal([properties.message_id, body], %w[m-1 lost], "message")
end

main
