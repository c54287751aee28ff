// SPDX-License-Identifier: Apache-2.0
// RabbitMQ's tutorials with node-amqp (npm's `amqp`), the client of Node's first years.
'use strict';
process.noDeprecation = true;
const amqp = require('amqp');
const { ANIMALS, ANIMALS_BY_BINDING, Inbox, URL, assert, fibonacci, main, startHolder, story, unique } = require('./stories');

function connect() {
  const connection = amqp.createConnection({ url: URL }, { reconnect: false });
  return new Promise((resolve, reject) => {
    connection.once('error', reject);
    connection.once('ready', () => {
      connection.on('error', () => {}); // the socket's end after disconnect
      resolve(connection);
    });
  });
}

function withConnections(count, run) {
  return async () => {
    const connections = [];
    try {
      for (let i = 0; i < count; i++) connections.push(await connect());
      await run(...connections);
    } finally {
      for (const connection of connections) connection.disconnect();
    }
  };
}

const declare = (connection, name, options) => new Promise((done) => void connection.queue(name, options, done));
const exchange = (connection, name, options) => new Promise((done) => void connection.exchange(name, options, done));

/** Consumes into an inbox of { body, delivery, message }. */
function consume(queue, options, received = () => {}) {
  const inbox = new Inbox();
  return new Promise((resolve) => {
    queue
      .subscribe(options, (body, headers, delivery, message) => {
        const got = { body: body.data?.toString() ?? body, headers, delivery, message };
        inbox.push(got);
        received(got);
      })
      .addCallback(() => resolve(inbox));
  });
}

const bodies = (got) => got.map(({ body }) => body);

story('hello', withConnections(1, async (connection) => {
  const queue = await declare(connection, unique('hello'), { autoDelete: false });
  const headers = { text: 'žluť', yes: true, small: 7, table: { inner: 'x' } };
  const options = { headers, contentType: 'text/plain', deliveryMode: 2, correlationId: 'c-1', messageId: 'm-1', appId: 'interop' };
  connection.publish(queue.name, 'Hello World!', options);
  connection.publish(queue.name, 'x'.repeat(500_000), options);
  connection.publish(queue.name, { json: ['spoken', 1] });
  const got = await (await consume(queue, {})).holds(3);
  assert.deepEqual(bodies(got), ['Hello World!', 'x'.repeat(500_000), { json: ['spoken', 1] }]);
  assert.deepEqual(got[0].headers, headers);
  const { correlationId, messageId, appId, redelivered, routingKey } = got[0].delivery;
  assert.deepEqual([correlationId, messageId, appId, redelivered, routingKey], ['c-1', 'm-1', 'interop', false, queue.name]);
  await queue.destroy();
}));

story('work-queue', withConnections(2, async (first, second) => {
  const name = unique('tasks');
  const slow = await declare(first, name, { autoDelete: false, durable: true });
  const quick = await declare(second, name, { autoDelete: false, durable: true });
  for (let n = 0; n < 8; n++) first.publish(name, `task ${n}`, { deliveryMode: 2, contentType: 'text/plain' });
  const busy = await consume(slow, { ack: true, prefetchCount: 1 });
  await busy.holds(1);
  const idle = await consume(quick, { ack: true, prefetchCount: 1 }, ({ message }) => message.acknowledge());
  assert.deepEqual(bodies(await idle.holds(7)), [1, 2, 3, 4, 5, 6, 7].map((n) => `task ${n}`));
  assert.deepEqual(bodies(busy.items), ['task 0']);
  busy.items[0].message.acknowledge();
  await slow.destroy();
}));

story('dying-worker', withConnections(1, async (connection) => {
  const queue = await declare(connection, unique('fragile'), { autoDelete: false });
  connection.publish(queue.name, 'precious', { contentType: 'text/plain' });
  const worker = await startHolder(queue.name);
  assert.equal(worker.line, 'precious false');
  const inbox = await consume(queue, { ack: true });
  assert.deepEqual(inbox.items, []);
  worker.kill();
  const [{ body, delivery, message }] = await inbox.holds(1);
  assert.deepEqual([body, delivery.redelivered], ['precious', true]);
  message.acknowledge();
  await queue.destroy();
}));

function routing(type, wanted, sent) {
  return withConnections(1, async (connection) => {
    const logs = await exchange(connection, unique(type), { type, autoDelete: true });
    const inboxes = [];
    for (const [bindings] of wanted) {
      const queue = await declare(connection, '', { exclusive: true });
      for (const key of bindings) await new Promise((done) => void queue.bind(logs.name, key, done));
      inboxes.push(await consume(queue, {}));
    }
    for (const key of sent) logs.publish(key, key, { contentType: 'text/plain' });
    for (const [i, [, expected]] of wanted.entries()) {
      const got = await inboxes[i].holds(expected.length);
      assert.deepEqual(bodies(got), expected);
      assert.deepEqual(got.map(({ delivery }) => delivery.routingKey), expected);
    }
  });
}

const logs = ['info', 'error', 'debug', 'error'];
story('fanout', routing('fanout', [[[''], logs], [['other'], logs]], logs));
story('direct', routing('direct', [[['error'], ['error', 'error']], [['info', 'error'], ['info', 'error', 'error']]], logs));
story('topic', routing('topic', ANIMALS_BY_BINDING, ANIMALS));

story('rpc', withConnections(2, async (server, client) => {
  const requests = await declare(server, unique('rpc_queue'), { autoDelete: false });
  await consume(requests, { ack: true, prefetchCount: 1 }, ({ body, delivery, message }) => {
    const { replyTo, correlationId } = delivery;
    server.publish(replyTo, String(fibonacci(Number(body))), { correlationId, contentType: 'text/plain' });
    message.acknowledge();
  });
  const callback = await declare(client, '', { exclusive: true });
  const replies = await consume(callback, {});
  for (const n of [10, 15]) {
    const options = { replyTo: callback.name, correlationId: `fib-${n}`, contentType: 'text/plain' };
    client.publish(requests.name, String(n), options);
  }
  const answers = (await replies.holds(2)).map(({ body, delivery }) => [delivery.correlationId, body]);
  assert.deepEqual(answers, [['fib-10', '55'], ['fib-15', '610']]);
  await requests.destroy();
}));

story('confirms', withConnections(1, async (connection) => {
  const queue = await declare(connection, '', { exclusive: true });
  const confirming = await exchange(connection, unique('confirming'), { type: 'fanout', autoDelete: true, confirm: true });
  await new Promise((done) => void queue.bind(confirming.name, '', done));
  const confirmed = new Inbox();
  for (let n = 0; n < 50; n++) {
    confirming.publish('', String(n), { contentType: 'text/plain' }, (refused) => confirmed.push([n, refused]));
  }
  assert.deepEqual(await confirmed.holds(50), Array.from({ length: 50 }, (_, n) => [n, false]));
  assert.deepEqual(bodies(await (await consume(queue, {})).holds(50)), Array.from({ length: 50 }, (_, n) => String(n)));
}));

story('returns', withConnections(1, async (connection) => {
  const direct = await exchange(connection, 'amq.direct', { passive: true });
  const returned = new Promise((resolve) => void direct.once('basic-return', resolve));
  direct.publish('nowhere', 'lost', { mandatory: true });
  const { replyCode, replyText, exchange: where, routingKey } = await returned;
  assert.deepEqual([replyCode, replyText, where, routingKey], [312, 'NO_ROUTE', 'amq.direct', 'nowhere']);
}));

main(async (name) => {
  const queue = await declare(await connect(), name, { passive: true });
  await consume(queue, { ack: true, prefetchCount: 1 }, ({ body, delivery }) => console.log(`${body} ${delivery.redelivered}`));
});
