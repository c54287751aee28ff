// SPDX-License-Identifier: Apache-2.0
// What the Node suites share: a story is an async function, and its outcome one line on standard output.
'use strict';
const assert = require('node:assert/strict');
const { spawn } = require('node:child_process');
const path = require('node:path');
const readline = require('node:readline');

const URL = process.env.AMQP_URL;
const STORY_MILLIS = 60_000;
const suite = path.basename(process.argv[1]);
const stories = [];
let names = 0;

const story = (name, run) => stories.push({ name, run });
const unique = (what) => `interop.${suite}.${process.pid}.${names++}.${what}`;
const fibonacci = (n) => (n < 2 ? n : fibonacci(n - 1) + fibonacci(n - 2));

/** Fails when the promise takes longer than a story may. */
function within(promise, what, millis = STORY_MILLIS) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what}: not within ${millis} ms`)), millis);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

/** A list whose reader can wait until it holds so many things. */
class Inbox {
  items = [];
  #waiting = [];

  push(item) {
    this.items.push(item);
    this.#waiting = this.#waiting.filter(({ count, done }) => this.items.length < count || done());
  }

  holds(count, millis = 20_000) {
    if (this.items.length >= count) return Promise.resolve(this.items);
    const full = new Promise((resolve) => {
      this.#waiting.push({ count, done: () => void resolve(this.items) });
    });
    return within(full, `${count} expected, ${this.items.length} so far`, millis);
  }
}

/** Starts a process that takes one message, tells "BODY REDELIVERED" and then holds it. */
async function startHolder(queue) {
  const child = spawn(process.execPath, [process.argv[1], 'hold', queue], { stdio: ['ignore', 'pipe', 'inherit'] });
  const lines = readline.createInterface({ input: child.stdout });
  const line = await new Promise((resolve, reject) => {
    lines.once('line', resolve);
    child.once('exit', (code) => reject(new Error(`the worker that was to die got nothing (exit ${code})`)));
  });
  return { line, kill: () => child.kill('SIGKILL') };
}

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

async function main(hold) {
  if (process.argv[2] === 'hold') return hold(process.argv[3]);
  for (const { name, run } of stories) {
    try {
      await within(run(), name);
      console.log(`${name} ok`);
    } catch (e) {
      console.error(e);
      console.log(`${name} failed: ${String(e.message).replace(/\s+/g, ' ')}`);
      process.exitCode = 1;
    }
  }
  process.exit();
}

module.exports = { ANIMALS, ANIMALS_BY_BINDING, Inbox, URL, assert, fibonacci, main, startHolder, story, unique };
