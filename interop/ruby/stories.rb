# SPDX-License-Identifier: Apache-2.0
# What a story needs: an outcome in one line, a deadline, and connections that end with it.

require "bunny"
require "timeout"

STORY_SECONDS = 60
DELIVERY_SECONDS = 20
QUIET_SECONDS = 0.2

ANIMALS = [
  "quick.orange.rabbit", "lazy.orange.elephant", "quick.orange.fox", "lazy.brown.fox", "lazy.pink.rabbit",
  "quick.brown.fox", "orange", "quick.orange.new.rabbit", "lazy.orange.new.rabbit", "lazy", ""
].freeze
ANIMALS_BY_BINDING = {
  ["*.orange.*"] => ANIMALS.first(3),
  ["*.*.rabbit", "lazy.#"] => [
    "quick.orange.rabbit", "lazy.orange.elephant", "lazy.brown.fox", "lazy.pink.rabbit", "lazy.orange.new.rabbit", "lazy"
  ],
  ["#"] => ANIMALS
}.freeze

STORIES = {}

def story(name, &run)
  STORIES[name] = run
end

def equal(actual, expected, what)
  raise "#{what}: expected #{expected.inspect}, got #{actual.inspect}" unless actual == expected
end

def fibonacci(number)
  number < 2 ? number : fibonacci(number - 1) + fibonacci(number - 2)
end

def unique(what)
  @names = (@names || 0) + 1
  "interop.bunny.#{Process.pid}.#{@names}.#{what}"
end

# A channel on a connection of its own, closed when the story ends.
def channel
  connection = Bunny.new(ENV.fetch("AMQP_URL"), automatically_recover: false, log_level: :warn, log_file: $stderr)
  (@connections ||= []) << connection.start
  connection.create_channel
end

# What a consumer got, to be waited for from the story's thread.
class Inbox
  def initialize
    @deliveries = Queue.new
  end

  def push(*delivery)
    @deliveries << delivery
  end

  # So many deliveries, and none beyond.
  def take(count)
    taken = Timeout.timeout(DELIVERY_SECONDS) { Array.new(count) { @deliveries.pop } }
    sleep QUIET_SECONDS # nothing tells that nothing comes
    raise "one too many: #{@deliveries.pop.last}" unless @deliveries.empty?
    taken
  end
end

def consume(queue, **options)
  inbox = Inbox.new
  queue.subscribe(**options) do |delivery, properties, body|
    inbox.push(delivery, properties, body)
    yield delivery, properties, body if block_given?
  end
  inbox
end

def bodies(deliveries)
  deliveries.map(&:last)
end

# Starts a process that takes one message, tells "BODY REDELIVERED" and then holds it.
def start_holder(queue)
  out = IO.popen(["ruby", $PROGRAM_NAME, "hold", queue])
  [out, Timeout.timeout(DELIVERY_SECONDS) { out.gets }.to_s.strip]
end

def kill(out)
  Process.kill(:KILL, out.pid)
  out.close
end

def hold(queue)
  held = channel
  held.prefetch(1)
  held.queue(queue, passive: true).subscribe(manual_ack: true, block: true) do |delivery, _, body|
    puts "#{body} #{delivery.redelivered?}"
    $stdout.flush
  end
end

def main
  return hold(ARGV[1]) if ARGV[0] == "hold"

  failed = false
  STORIES.each do |name, run|
    begin
      Timeout.timeout(STORY_SECONDS, &run)
      outcome = "ok"
    rescue StandardError => e
      warn e.full_message
      outcome = "failed: #{e.class}: #{e.message}".gsub(/\s+/, " ")
      failed = true
    ensure
      @connections.to_a.each { |connection| connection.close if connection.open? }
      @connections = []
    end
    puts "#{name} #{outcome}"
    $stdout.flush
  end
  exit(failed ? 1 : 0)
end
