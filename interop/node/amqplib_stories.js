// SPDX-License-Identifier: Apache-2.0
// RabbitMQ's tutorials with amqplib's promises.
'use strict';
const amqplib = require('amqplib');
const {
  ANIMALS, ANIMALS_BY_BINDING, Inbox, URL, assert, fibonacci, main, startHolder, story, unique,
} = require('./stories');

const bodies = (messages) => messages.map((message) => message.content.toString());

/** Runs a story with as many connections as it takes. */
function withConnections(count, run) {
  return async () => {
    const connections = [];
    try {
      for (let i = 0; i < count; i++) connections.push(await amqplib.connect(URL));
      await run(...connections);
    } finally {
      await Promise.allSettled(connections.map((connection) => connection.close()));
    }
  };
}

/** Runs a story with as many channels as it takes, each on a connection of its own. */
function withChannels(count, run) {
  return withConnections(count, async (...connections) =>
    run(...(await Promise.all(connections.map((connection) => connection.createChannel())))),
  );
}

async function consume(channel, queue, options, received = () => {}) {
  const inbox = new Inbox();
  const take = (message) => {
    if (message === null) return; // the queue was deleted
    inbox.push(message);
    received(message);
  };
  await channel.consume(queue, take, options);
  return inbox;
}

story('hello', withChannels(1, async (channel) => {
  const queue = unique('hello');
  assert.deepEqual(await channel.assertQueue(queue), { queue, messageCount: 0, consumerCount: 0 });
  const sent = [Buffer.from('Hello World!'), Buffer.alloc(0), Buffer.alloc(1_000_000, 'x')];
  const options = {
    contentType: 'text/plain', contentEncoding: 'utf-8', persistent: true, priority: 5, correlationId: 'c-1',
    replyTo: 'answers', expiration: '60000', messageId: 'm-1', timestamp: 1700000000, type: 'greeting', appId: 'interop',
    headers: {
      text: 'žluť', yes: true, small: 7, big: 2 ** 40, negative: -5, double: 1.5, nothing: null,
      list: [1, 'two', { three: 3 }], table: { inner: { deep: 'x' } }, bytes: Buffer.from([0, 255]),
      date: { '!': 'timestamp', value: 1700000000 },
    },
  };
  for (const body of sent) channel.sendToQueue(queue, body, options);
  const messages = await (await consume(channel, queue, { noAck: true })).holds(3);
  assert.deepEqual(messages.map((m) => m.content), sent);
  for (const { fields, properties } of messages) {
    assert.deepEqual([fields.exchange, fields.routingKey, fields.redelivered], ['', queue, false]);
    const { persistent, headers, ...plain } = options;
    for (const [name, value] of Object.entries(plain)) assert.equal(properties[name], value, name);
    assert.equal(properties.deliveryMode, 2);
    assert.deepEqual(properties.headers, headers);
  }
  await channel.deleteQueue(queue);
}));

story('work-queue', withChannels(2, async (slow, quick) => {
  const queue = unique('tasks');
  await slow.assertQueue(queue, { durable: true });
  for (let n = 0; n < 8; n++) slow.sendToQueue(queue, Buffer.from(`task ${n}`), { persistent: true });
  await slow.prefetch(1);
  await quick.prefetch(1);
  const busy = await consume(slow, queue);
  await busy.holds(1);
  const idle = await consume(quick, queue, {}, (message) => quick.ack(message));
  await idle.holds(7);
  assert.deepEqual(bodies(idle.items), [1, 2, 3, 4, 5, 6, 7].map((n) => `task ${n}`));
  assert.deepEqual(bodies(busy.items), ['task 0']);
  slow.ack(busy.items[0]);
  assert.equal((await slow.purgeQueue(queue)).messageCount, 0);
  await slow.deleteQueue(queue);
}));

story('dying-worker', withChannels(1, async (channel) => {
  const queue = unique('fragile');
  await channel.assertQueue(queue);
  channel.sendToQueue(queue, Buffer.from('precious'));
  const worker = await startHolder(queue);
  assert.equal(worker.line, 'precious false');
  const inbox = await consume(channel, queue);
  assert.deepEqual(bodies(inbox.items), []);
  worker.kill();
  const [message] = await inbox.holds(1);
  assert.deepEqual([message.content.toString(), message.fields.redelivered], ['precious', true]);
  channel.ack(message);
  await channel.deleteQueue(queue);
}));

/** Publishes each key as its own body, and sees that every listener hears exactly what it should, in order. */
function routing(type, wanted, sent) {
  return withChannels(1, async (channel) => {
    const exchange = unique(type);
    await channel.assertExchange(exchange, type, { autoDelete: true, durable: false });
    const inboxes = [];
    for (const [bindings] of wanted) {
      const { queue } = await channel.assertQueue('', { exclusive: true });
      assert.match(queue, /^amq\.gen-/);
      for (const binding of bindings) await channel.bindQueue(queue, exchange, binding);
      inboxes.push(await consume(channel, queue, { noAck: true }));
    }
    for (const key of sent) channel.publish(exchange, key, Buffer.from(key));
    for (const [i, [, expected]] of wanted.entries()) {
      const messages = await inboxes[i].holds(expected.length);
      assert.deepEqual(bodies(messages), expected);
      assert.deepEqual(messages.map((m) => m.fields.routingKey), expected);
    }
  });
}

const logs = ['info', 'error', 'debug', 'error'];
story('fanout', routing('fanout', [[[''], logs], [['other'], logs]], logs));
story('direct', routing('direct', [[['error'], ['error', 'error']], [['info', 'error'], ['info', 'error', 'error']]], logs));
story('topic', routing('topic', ANIMALS_BY_BINDING, ANIMALS));

function serve(channel, queue) {
  return consume(channel, queue, {}, (request) => {
    const { replyTo, correlationId } = request.properties;
    channel.sendToQueue(replyTo, Buffer.from(String(fibonacci(Number(request.content)))), { correlationId });
    channel.ack(request);
  });
}

async function ask(client, queue, replyTo, replies) {
  for (const n of [10, 15]) client.sendToQueue(queue, Buffer.from(String(n)), { replyTo, correlationId: `fib-${n}` });
  const answers = (await replies.holds(2)).map((m) => [m.properties.correlationId, m.content.toString()]);
  assert.deepEqual(answers, [['fib-10', '55'], ['fib-15', '610']]);
}

story('rpc', withChannels(2, async (server, client) => {
  const queue = unique('rpc_queue');
  await server.assertQueue(queue, { durable: false });
  await server.prefetch(1);
  await serve(server, queue);
  const callback = await client.assertQueue('', { exclusive: true });
  await ask(client, queue, callback.queue, await consume(client, callback.queue, { noAck: true }));
  await server.deleteQueue(queue);
}));

story('direct-reply-to', withChannels(2, async (server, client) => {
  const { queue } = await server.assertQueue(unique('rpc_direct'), { durable: false });
  await serve(server, queue);
  const replies = await consume(client, 'amq.rabbitmq.reply-to', { noAck: true });
  await ask(client, queue, 'amq.rabbitmq.reply-to', replies);
  await server.deleteQueue(queue);
}));

story('confirms', withConnections(1, async (connection) => {
  const channel = await connection.createConfirmChannel();
  const { queue } = await channel.assertQueue('', { exclusive: true });
  const confirmed = [];
  for (let n = 0; n < 100; n++) {
    channel.sendToQueue(queue, Buffer.from(String(n)), {}, (refused) => confirmed.push([n, refused]));
  }
  await channel.waitForConfirms();
  assert.deepEqual(confirmed, Array.from({ length: 100 }, (_, n) => [n, null]));
  assert.equal((await channel.checkQueue(queue)).messageCount, 100);
  for (let n = 0; n < 100; n++) {
    const message = await channel.get(queue, { noAck: true });
    assert.deepEqual([message.content.toString(), message.fields.messageCount], [String(n), 99 - n]);
  }
  assert.equal(await channel.get(queue), false);

  // A mandatory message nobody takes comes back before it is confirmed.
  const told = [];
  channel.on('return', (message) => told.push(`returned ${message.content}`));
  channel.publish('amq.direct', 'nowhere', Buffer.from('lost'), { mandatory: true }, () => told.push('confirmed'));
  await channel.waitForConfirms();
  assert.deepEqual(told, ['returned lost', 'confirmed']);

  const closed = new Promise((resolve) => channel.once('error', resolve));
  channel.publish('no such exchange', '', Buffer.from('x'));
  const error = await closed;
  assert.equal(error.code, 404);
  assert.match(error.message, /NOT_FOUND - no exchange 'no such exchange' in vhost '/);
}));

story('returns', withChannels(1, async (channel) => {
  const returned = new Inbox();
  channel.on('return', (message) => returned.push(message));
  channel.publish('amq.direct', 'nowhere', Buffer.from('lost'), { mandatory: true, messageId: 'm-1' });
  channel.publish('amq.direct', 'nowhere', Buffer.from('dropped'));
  const [message] = await returned.holds(1);
  const { replyCode, replyText, exchange, routingKey } = message.fields;
  assert.deepEqual([replyCode, replyText, exchange, routingKey], [312, 'NO_ROUTE', 'amq.direct', 'nowhere']);
  assert.deepEqual([message.content.toString(), message.properties.messageId], ['lost', 'm-1']);
}));

main(async (queue) => {
  const channel = await (await amqplib.connect(URL)).createChannel();
  await channel.prefetch(1);
  await channel.consume(queue, (message) => console.log(`${message.content} ${message.fields.redelivered}`));
});
