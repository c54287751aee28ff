<?php
// SPDX-License-Identifier: Apache-2.0
// RabbitMQ's tutorials with php-amqplib.

use PhpAmqpLib\Exception\AMQPProtocolChannelException;
use PhpAmqpLib\Message\AMQPMessage;
use PhpAmqpLib\Wire\AMQPTable;

require __DIR__ . '/stories.php';

function hello(Session $session): void
{
    $channel = $session->channel();
    $queue = unique('hello');
    equal($channel->queue_declare($queue, false, false, false, false), [$queue, 0, 0], 'declare-ok');
    $headers = [
        'text' => 'žluť', 'yes' => true, 'small' => 7, 'big' => 2 ** 40, 'nothing' => null,
        'list' => [1, 'two'], 'table' => ['inner' => ['deep' => 'x']],
    ];
    $properties = [
        'content_type' => 'text/plain', 'content_encoding' => 'utf-8', 'delivery_mode' => 2, 'priority' => 5,
        'correlation_id' => 'c-1', 'reply_to' => 'answers', 'expiration' => '60000', 'message_id' => 'm-1',
        'timestamp' => 1700000000, 'type' => 'greeting', 'app_id' => 'interop',
    ];
    $sent = ['Hello World!', '', str_repeat('x', 1_000_000)];
    foreach ($sent as $body) {
        $channel->basic_publish(new AMQPMessage($body, $properties + ['application_headers' => new AMQPTable($headers)]), '', $queue);
    }
    $got = (new Inbox($channel, $queue, true))->take(3);
    equal(bodies($got), $sent, 'bodies');
    foreach ($got as $i => $message) {
        equal($message->getDeliveryTag(), $i + 1, 'delivery tag');
        equal([$message->getExchange(), $message->getRoutingKey(), $message->isRedelivered()], ['', $queue, false], 'delivery');
        foreach ($properties as $name => $value) {
            equal($message->get($name), $value, $name);
        }
        equal($message->get('application_headers')->getNativeData(), $headers, 'headers');
    }
    equal($channel->queue_delete($queue), 0, 'messages left');
}

function workQueue(Session $session): void
{
    [$slow, $quick] = [$session->channel(), $session->channel()];
    $queue = unique('tasks');
    $slow->queue_declare($queue, false, true, false, false);
    $tasks = array_map(fn ($n) => "task $n", range(0, 7));
    foreach ($tasks as $task) {
        $slow->basic_publish(new AMQPMessage($task, ['delivery_mode' => AMQPMessage::DELIVERY_MODE_PERSISTENT]), '', $queue);
    }
    $slow->basic_qos(0, 1, false);
    $quick->basic_qos(0, 1, false);
    $busy = new Inbox($slow, $queue, false);
    $busy->take(1);
    $idle = new Inbox($quick, $queue, false, fn ($task) => $task->ack());
    equal(bodies($idle->take(7)), array_slice($tasks, 1), 'what the idle worker did');
    equal(bodies($busy->take(1)), ['task 0'], 'what the busy worker holds');
    $busy->messages[0]->ack();
    equal($slow->queue_purge($queue), 0, 'messages left');
    $slow->queue_delete($queue);
}

function dyingWorker(Session $session): void
{
    $channel = $session->channel();
    $queue = unique('fragile');
    $channel->queue_declare($queue, false, false, false, false);
    $channel->basic_publish(new AMQPMessage('precious'), '', $queue);
    [$worker, $line] = startHolder($queue);
    equal($line, 'precious false', 'what the worker got before it died');
    $others = new Inbox($channel, $queue, false);
    $others->take(0);
    kill($worker);
    [$message] = $others->take(1);
    equal([$message->getBody(), $message->isRedelivered()], ['precious', true], 'what the other worker got');
    $message->ack();
    $channel->queue_delete($queue);
}

/** Publishes each key as its own body, and sees that every listener hears exactly what it should, in order. */
function routing(string $type, array $wanted, array $sent): callable
{
    return function (Session $session) use ($type, $wanted, $sent) {
        $channel = $session->channel();
        $exchange = unique($type);
        $channel->exchange_declare($exchange, $type, false, false, true);
        $inboxes = [];
        foreach ($wanted as [$bindings]) {
            [$queue] = $channel->queue_declare('', false, false, true, true);
            equal(str_starts_with($queue, 'amq.gen-'), true, "$queue begins with amq.gen-");
            foreach ($bindings as $binding) {
                $channel->queue_bind($queue, $exchange, $binding);
            }
            $inboxes[] = new Inbox($channel, $queue, true);
        }
        foreach ($sent as $key) {
            $channel->basic_publish(new AMQPMessage($key), $exchange, $key);
        }
        $total = array_sum(array_map(fn ($listener) => count($listener[1]), $wanted));
        serve($channel, fn () => array_sum(array_map(fn ($inbox) => count($inbox->messages), $inboxes)) >= $total);
        foreach ($wanted as $i => [, $expected]) {
            $got = $inboxes[$i]->take(count($expected));
            equal(bodies($got), $expected, 'logs');
            equal(array_map(fn ($message) => $message->getRoutingKey(), $got), $expected, 'routing keys');
        }
    };
}

function rpc(Session $session): void
{
    [$server, $client] = [$session->channel(), $session->channel()];
    $queue = unique('rpc_queue');
    $server->queue_declare($queue, false, false, false, false);
    $server->basic_qos(0, 1, false);
    $requests = new Inbox($server, $queue, false, function ($request) use ($server) {
        $answer = (string) fibonacci((int) $request->getBody());
        $properties = ['correlation_id' => $request->get('correlation_id')];
        $server->basic_publish(new AMQPMessage($answer, $properties), '', $request->get('reply_to'));
        $request->ack();
    });
    [$callback] = $client->queue_declare('', false, false, true, true);
    foreach ([$callback, 'amq.rabbitmq.reply-to'] as $times => $replyTo) {
        $replies = new Inbox($client, $replyTo, true);
        foreach ([10, 15] as $n) {
            $properties = ['correlation_id' => "fib-$n", 'reply_to' => $replyTo];
            $client->basic_publish(new AMQPMessage((string) $n, $properties), '', $queue);
        }
        $requests->take(2 * ($times + 1));
        $answers = array_map(fn ($reply) => [$reply->get('correlation_id'), $reply->getBody()], $replies->take(2));
        equal($answers, [['fib-10', '55'], ['fib-15', '610']], "answers through $replyTo");
    }
    $client->queue_delete($queue);
}

function confirms(Session $session): void
{
    $channel = $session->channel();
    $channel->confirm_select();
    $confirmed = [];
    $channel->set_ack_handler(function ($message) use (&$confirmed) {
        $confirmed[] = $message->getBody();
    });
    $channel->set_nack_handler(fn ($message) => throw new Exception("refused: {$message->getBody()}"));
    [$queue] = $channel->queue_declare('', false, false, true, true);
    $numbers = array_map('strval', range(0, 99));
    foreach ($numbers as $number) {
        $channel->basic_publish(new AMQPMessage($number), '', $queue);
    }
    $channel->wait_for_pending_acks(DELIVERY_SECONDS);
    sort($confirmed, SORT_NUMERIC);
    equal($confirmed, $numbers, 'confirmed');
    $got = array_map(fn () => $channel->basic_get($queue, true)->getBody(), $numbers);
    equal($got, $numbers, 'order');
    equal($channel->basic_get($queue, true), null, 'get from the empty queue');

    $told = [];
    $channel->set_ack_handler(function ($message) use (&$told) {
        $told[] = "confirmed {$message->getBody()}";
    });
    $channel->set_return_listener(function ($code, $text, $exchange, $key, $message) use (&$told) {
        $told[] = "returned {$message->getBody()}";
    });
    $channel->basic_publish(new AMQPMessage('lost'), 'amq.direct', 'nowhere', true);
    $channel->wait_for_pending_acks_returns(DELIVERY_SECONDS);
    equal($told, ['returned lost', 'confirmed lost'], 'a return comes before its confirm');

    try {
        $channel->queue_declare(unique('missing'), true);
        throw new Exception('a missing queue was found');
    } catch (AMQPProtocolChannelException $e) {
        equal($e->amqp_reply_code, 404, 'reply code');
        equal(str_starts_with($e->amqp_reply_text, "NOT_FOUND - no queue 'interop.php."), true, $e->amqp_reply_text);
    }
}

function returns(Session $session): void
{
    $channel = $session->channel();
    $returned = [];
    $channel->set_return_listener(function (...$what) use (&$returned) {
        $returned[] = $what;
    });
    $channel->basic_publish(new AMQPMessage('lost', ['message_id' => 'm-1']), 'amq.direct', 'nowhere', true);
    $channel->basic_publish(new AMQPMessage('dropped'), 'amq.direct', 'nowhere');
    serve($channel, function () use (&$returned) {
        return $returned !== [];
    });
    listen($channel, QUIET_SECONDS);
    equal(count($returned), 1, 'messages returned');
    [$code, $text, $exchange, $key, $message] = $returned[0];
    equal([$code, $text, $exchange, $key], [312, 'NO_ROUTE', 'amq.direct', 'nowhere'], 'return');
    equal([$message->getBody(), $message->get('message_id')], ['lost', 'm-1'], 'message');
}

const LOGS = ['info', 'error', 'debug', 'error'];
const SEVERITIES = [[['error'], ['error', 'error']], [['info', 'error'], ['info', 'error', 'error']]];

main([
    'hello' => hello(...),
    'work-queue' => workQueue(...),
    'dying-worker' => dyingWorker(...),
    'fanout' => routing('fanout', [[[''], LOGS], [['other'], LOGS]], LOGS),
    'direct' => routing('direct', SEVERITIES, LOGS),
    'topic' => routing('topic', ANIMALS_BY_BINDING, ANIMALS),
    'rpc' => rpc(...),
    'confirms' => confirms(...),
    'returns' => returns(...),
]);
