// SPDX-License-Identifier: Apache-2.0
// Loaded before amqplib's own tests, which dial localhost:5672 whatever they are told: brings them to AMQP_URL's port.
'use strict';
const net = require('node:net');

const port = Number(new URL(process.env.AMQP_URL).port || 5672);
const connect = net.connect;
net.connect = net.createConnection = (...args) => {
  const [options] = args;
  if (options !== null && typeof options === 'object' && Number(options.port) === 5672) {
    args[0] = { ...options, port };
  }
  return connect(...args);
};
