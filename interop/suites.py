# SPDX-License-Identifier: Apache-2.0
"""The suites: which program plays each, what it needs, and which stories must have an outcome."""

import functools
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass, field

TUTORIALS = ["hello", "work-queue", "dying-worker", "fanout", "direct", "topic", "rpc"]
STORIES = TUTORIALS + ["confirms", "returns"]
WIRE = [
    "header-of-0-9", "unknown-header", "amqplain", "refused-login", "reserved-arguments", "access-tickets",
    "exchange-bits-of-0-9", "no-wait", "recover", "flow", "immediate", "smallest-frames", "every-field-type",
    "talking-past-the-goodbye", "vanishing-client",
]  # fmt: skip


@dataclass(frozen=True)
class Need:
    what: str
    install: str
    is_met: object


@dataclass(frozen=True)
class Suite:
    name: str
    command: list
    needs: list
    stories: list = field(default_factory=lambda: STORIES)
    seconds: int = 300
    prepare: list = None  # a command that brings or builds what the suite needs, before its time begins
    tests_min: int = 0  # a client's own suite: so many tests at least, and a line only for those that fail


@functools.cache
def python():
    """The interpreter that sees the system's packages: this one, or Debian's where another comes first on PATH."""
    for interpreter in ("/usr/bin/python3", sys.executable):
        if os.path.exists(interpreter):
            return interpreter
    return sys.executable


def succeeds(*command):
    def is_met():
        try:
            return subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode == 0
        except OSError:
            return False

    return is_met


def tool(name, install):
    return Need(name, install, lambda: shutil.which(name) is not None)


def ruby_library(name):
    return Need(f"Ruby's {name}", f"apt-get install ruby-{name}", succeeds("ruby", "-e", f"require '{name}'"))


def file(path, install):
    return Need(path, install, lambda: os.path.exists(path))


def python_module(name):
    return Need(f"Python's {name}", f"apt-get install python3-{name}", succeeds(python(), "-c", f"import {name}"))


def python_suite(name, module, more_stories=(), without=()):
    program = f"python/{name.replace('-', '_')}_stories.py"
    stories = [story for story in STORIES if story not in without] + list(more_stories)
    return Suite(name, [python(), program], [python_module(module)], stories)


NODE = [tool("node", "apt-get install nodejs"), tool("npm", "apt-get install npm")]
PHP = [tool("php", "apt-get install php-cli"), file("/usr/share/php/PhpAmqpLib", "apt-get install php-amqplib")]
GO = [
    tool("go", "apt-get install golang-go"),
    file("/usr/share/gocode/src/github.com/rabbitmq/amqp091-go", "apt-get install golang-github-rabbitmq-amqp091-go-dev"),
]

JAVA = [tool("java", "apt-get install openjdk-17-jdk"), tool("mvn", "apt-get install maven")]


def java_suite(name, main, libraries="lib"):
    classpath = f"java/target/classes:java/target/{libraries}/*"
    command = ["java", "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn", "-cp", classpath, f"io.leveret.interop.{main}"]
    build = ["mvn", "-q", "-B", "-ntp", "-f", "java/pom.xml", "process-classes"]
    return Suite(name, command, JAVA, prepare=build)


SUITES = [
    python_suite("pika", "pika", ["direct-reply-to"]),
    python_suite("pika-old", "pika", ["no-cancel-for-those-who-cannot-take-it"]),
    python_suite("amqp", "amqp", ["hello-amqplain", "cancelled-by-the-broker"]),
    python_suite("kombu", "kombu", ["queue-arguments"]),
    python_suite("celery", "celery", ["eta-and-retry", "remote-control", "shutdown"]),
    python_suite("py-amqplib", "amqplib", without=["confirms"]),
    Suite("wire", [python(), "python/wire_stories.py"], [], WIRE),
    Suite("amqplib", ["node", "node/amqplib_stories.js"], NODE, STORIES + ["direct-reply-to"], prepare=["node/install.sh"]),
    Suite("amqplib-own", ["node/own_suite.sh"], NODE, [], 600, prepare=["node/install.sh"], tests_min=265),
    Suite("node-amqp", ["node", "node/node_amqp_stories.js"], NODE, prepare=["node/install.sh"]),
    Suite("bunny", ["ruby", "ruby/bunny_stories.rb"], [ruby_library("bunny")]),
    Suite("php-amqplib", ["php", "php/amqplib_stories.php"], PHP),
    Suite("amqp-tools", ["amqp-tools/stories.sh"], [tool("amqp-consume", "apt-get install amqp-tools")], TUTORIALS),
    Suite("go", ["go/run.sh"], GO),
    Suite("go-own", ["go/own_suite.sh"], GO, [], 900, tests_min=116),
    java_suite("java", "JavaClientStories"),
    java_suite("java-2.8", "JavaClientStories", "old-lib"),
    java_suite("spring", "SpringStories"),
]
