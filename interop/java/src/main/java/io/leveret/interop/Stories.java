// SPDX-License-Identifier: Apache-2.0
package io.leveret.interop;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/** Plays stories one after the other, each within its time, and prints one line about each. */
final class Stories {
    static final String URL = System.getenv("AMQP_URL");

    static final List<String> LOGS = List.of("info", "error", "debug", "error");
    static final List<Listener> FANOUT = List.of(new Listener(List.of(""), LOGS), new Listener(List.of("other"), LOGS));
    static final List<Listener> SEVERITIES = List.of(
            new Listener(List.of("error"), List.of("error", "error")),
            new Listener(List.of("info", "error"), List.of("info", "error", "error")));
    static final List<String> ANIMALS = List.of(
            "quick.orange.rabbit",
            "lazy.orange.elephant",
            "quick.orange.fox",
            "lazy.brown.fox",
            "lazy.pink.rabbit",
            "quick.brown.fox",
            "orange",
            "quick.orange.new.rabbit",
            "lazy.orange.new.rabbit",
            "lazy",
            "");
    static final List<Listener> ANIMALS_BY_BINDING = List.of(
            new Listener(List.of("*.orange.*"), ANIMALS.subList(0, 3)),
            new Listener(
                    List.of("*.*.rabbit", "lazy.#"),
                    List.of(
                            "quick.orange.rabbit",
                            "lazy.orange.elephant",
                            "lazy.brown.fox",
                            "lazy.pink.rabbit",
                            "lazy.orange.new.rabbit",
                            "lazy")),
            new Listener(List.of("#"), ANIMALS));

    private static final int STORY_SECONDS = 60;
    private static final AtomicInteger names = new AtomicInteger();

    private final Map<String, Story> stories = new LinkedHashMap<>();

    /** Binding keys, and what whoever bound them must hear, in order. */
    record Listener(List<String> bindings, List<String> expected) {}

    /** A story passes if it returns. */
    @FunctionalInterface
    interface Story {
        void play() throws Exception;
    }

    /** A process that took one message, told "BODY REDELIVERED" and holds it until it is killed. */
    record Holder(Process process, String line) {
        static Holder start(Class<?> suite, String queue) throws IOException {
            Process process = new ProcessBuilder(
                            System.getProperty("java.home") + "/bin/java",
                            "-cp",
                            System.getProperty("java.class.path"),
                            suite.getName(),
                            "hold",
                            queue)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            return new Holder(process, new BufferedReader(new InputStreamReader(process.getInputStream())).readLine());
        }

        void kill() throws InterruptedException {
            process.destroyForcibly().waitFor();
        }
    }

    Stories add(String name, Story story) {
        stories.put(name, story);
        return this;
    }

    void play() {
        ExecutorService executor = Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task);
            thread.setDaemon(true);
            return thread;
        });
        boolean failed = false;
        for (Map.Entry<String, Story> entry : stories.entrySet()) {
            String outcome = outcome(executor, entry.getValue());
            failed |= !outcome.equals("ok");
            System.out.println(entry.getKey() + " " + outcome);
        }
        System.exit(failed ? 1 : 0);
    }

    private static String outcome(ExecutorService executor, Story story) {
        Future<?> played = executor.submit(() -> {
            story.play();
            return null;
        });
        try {
            played.get(STORY_SECONDS, TimeUnit.SECONDS);
            return "ok";
        } catch (ExecutionException e) {
            e.getCause().printStackTrace();
            return ("failed: " + e.getCause()).replaceAll("\\s+", " ");
        } catch (TimeoutException e) {
            played.cancel(true);
            return "failed: not done after " + STORY_SECONDS + " s";
        } catch (InterruptedException e) {
            throw new IllegalStateException("the suite was interrupted", e);
        }
    }

    static void equal(Object actual, Object expected, String what) {
        if (!Objects.equals(actual, expected)) {
            throw new AssertionError(what + ": expected " + expected + ", got " + actual);
        }
    }

    static String unique(String what) {
        return "interop.java." + ProcessHandle.current().pid() + "." + names.getAndIncrement() + "." + what;
    }

    static byte[] bytes(Object text) {
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    static String text(byte[] body) {
        return new String(body, StandardCharsets.UTF_8);
    }

    static int fibonacci(int n) {
        return n < 2 ? n : fibonacci(n - 1) + fibonacci(n - 2);
    }
}
