<?php
// SPDX-License-Identifier: Apache-2.0
// What a story needs: an outcome in one line, a deadline, and connections that end with it.

use PhpAmqpLib\Channel\AMQPChannel;
use PhpAmqpLib\Connection\AMQPStreamConnection;
use PhpAmqpLib\Exception\AMQPTimeoutException;
use PhpAmqpLib\Message\AMQPMessage;

require_once 'PhpAmqpLib/autoload.php';

const STORY_SECONDS = 60;
const DELIVERY_SECONDS = 20;
const QUIET_SECONDS = 0.2;

const ANIMALS = [
    'quick.orange.rabbit', 'lazy.orange.elephant', 'quick.orange.fox', 'lazy.brown.fox', 'lazy.pink.rabbit',
    'quick.brown.fox', 'orange', 'quick.orange.new.rabbit', 'lazy.orange.new.rabbit', 'lazy', '',
];
const ANIMALS_BY_BINDING = [
    [['*.orange.*'], ['quick.orange.rabbit', 'lazy.orange.elephant', 'quick.orange.fox']],
    [
        ['*.*.rabbit', 'lazy.#'],
        [
            'quick.orange.rabbit', 'lazy.orange.elephant', 'lazy.brown.fox', 'lazy.pink.rabbit', 'lazy.orange.new.rabbit',
            'lazy',
        ],
    ],
    [['#'], ANIMALS],
];

function equal(mixed $actual, mixed $expected, string $what): void
{
    if ($actual !== $expected) {
        throw new Exception("$what: expected " . json_encode($expected) . ', got ' . json_encode($actual));
    }
}

function fibonacci(int $n): int
{
    return $n < 2 ? $n : fibonacci($n - 1) + fibonacci($n - 2);
}

function unique(string $what): string
{
    static $names = 0;
    return sprintf('interop.php.%d.%d.%s', getmypid(), $names++, $what);
}

/** Channels on connections of their own, closed when the story ends. */
final class Session
{
    private array $connections = [];

    public function channel(): AMQPChannel
    {
        $url = parse_url(getenv('AMQP_URL'));
        $vhost = urldecode(substr($url['path'] ?? '', 1)) ?: '/';
        $connection = new AMQPStreamConnection($url['host'], $url['port'] ?? 5672, $url['user'], $url['pass'], $vhost);
        $this->connections[] = $connection;
        return $connection->channel();
    }

    public function close(): void
    {
        foreach ($this->connections as $connection) {
            try {
                $connection->close();
            } catch (Exception $e) {
                fwrite(STDERR, "closing: {$e->getMessage()}\n");
            }
        }
    }
}

/** What a consumer got. */
final class Inbox
{
    /** @var AMQPMessage[] */
    public array $messages = [];

    public function __construct(private AMQPChannel $channel, string $queue, bool $noAck, ?callable $received = null)
    {
        $take = function (AMQPMessage $message) use ($received) {
            $this->messages[] = $message;
            if ($received) {
                $received($message);
            }
        };
        $channel->basic_consume($queue, '', false, $noAck, false, false, $take);
    }

    /** So many messages, and none beyond. */
    public function take(int $count): array
    {
        serve($this->channel, fn () => count($this->messages) >= $count);
        listen($this->channel, QUIET_SECONDS);
        equal(count($this->messages), $count, 'messages got');
        return $this->messages;
    }
}

function listen(AMQPChannel $channel, float $seconds): void
{
    try {
        $channel->wait(null, false, $seconds);
    } catch (AMQPTimeoutException) {
        // nothing came
    }
}

function serve(AMQPChannel $channel, callable $done): void
{
    for ($end = microtime(true) + DELIVERY_SECONDS; !$done() && microtime(true) < $end;) {
        listen($channel, 0.1);
    }
}

function bodies(array $messages): array
{
    return array_map(fn ($message) => $message->getBody(), $messages);
}

/** Starts a process that takes one message, tells "BODY REDELIVERED" and then holds it. */
function startHolder(string $queue): array
{
    $process = proc_open([PHP_BINARY, $_SERVER['argv'][0], 'hold', $queue], [1 => ['pipe', 'w']], $pipes);
    return [$process, trim((string) fgets($pipes[1]))];
}

function kill($process): void
{
    proc_terminate($process, SIGKILL);
    while (proc_get_status($process)['running']) {
        usleep(10_000);
    }
}

function hold(string $queue): void
{
    $channel = (new Session())->channel();
    $channel->basic_qos(0, 1, false);
    $tell = fn ($message) => print($message->getBody() . ' ' . json_encode($message->isRedelivered()) . "\n");
    $channel->basic_consume($queue, '', false, false, false, false, $tell);
    while (true) {
        $channel->wait();
    }
}

function main(array $stories): void
{
    if (($_SERVER['argv'][1] ?? '') === 'hold') {
        hold($_SERVER['argv'][2]);
    }
    pcntl_async_signals(true);
    pcntl_signal(SIGALRM, fn () => throw new Exception('not done after ' . STORY_SECONDS . ' s'));
    $failed = false;
    foreach ($stories as $name => $run) {
        $session = new Session();
        pcntl_alarm(STORY_SECONDS);
        try {
            $run($session);
            $outcome = 'ok';
        } catch (Throwable $e) {
            fwrite(STDERR, "$e\n");
            $outcome = 'failed: ' . preg_replace('/\s+/', ' ', get_class($e) . ': ' . $e->getMessage());
            $failed = true;
        } finally {
            pcntl_alarm(0);
            $session->close();
        }
        echo "$name $outcome\n";
    }
    exit($failed ? 1 : 0);
}
