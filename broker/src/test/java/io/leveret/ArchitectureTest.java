// SPDX-License-Identifier: Apache-2.0
package io.leveret;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The walls of the house: which room may see which, and what the broker room must never contain. */
class ArchitectureTest {
    private static final JavaClasses HOUSE =
            new ClassFileImporter(List.of(new ImportOption.DoNotIncludeTests())).importPackages("io.leveret");

    /** Room to the rooms it may import; a room may always import itself and {@code table}. */
    private static final Map<String, Set<String>> MAY_IMPORT = Map.ofEntries(
            Map.entry("config", Set.of()),
            Map.entry("loop", Set.of()),
            Map.entry("logging", Set.of("config")),
            Map.entry("table", Set.of()),
            Map.entry("store", Set.of("config", "loop")),
            Map.entry("auth", Set.of("config", "loop", "store")),
            Map.entry("broker", Set.of("config", "loop", "store", "auth")),
            Map.entry("net", Set.of("config", "loop")),
            Map.entry("protocol.amqp091.codec", Set.of()),
            Map.entry("protocol.amqp091", Set.of("protocol.amqp091.codec", "config", "loop", "net", "auth", "broker")),
            Map.entry("management", Set.of("config", "loop", "auth", "broker", "net")),
            Map.entry("cli", Set.of()));

    private static String room(JavaClass type) {
        String inside = type.getPackageName().equals("io.leveret")
                ? ""
                : type.getPackageName().substring("io.leveret.".length());
        return MAY_IMPORT.keySet().stream()
                .filter(room -> inside.equals(room) || inside.startsWith(room + "."))
                .max((a, b) -> Integer.compare(a.length(), b.length()))
                .orElse(inside);
    }

    @Test
    void roomsSeeOnlyTheRoomsTheyMay() {
        classes()
                .should(new ArchCondition<>("import only what their room may") {
                    @Override
                    public void check(JavaClass type, ConditionEvents events) {
                        String from = room(type);
                        if (from.isEmpty()) {
                            return; // the wiring sees everything
                        }
                        Set<String> allowed = MAY_IMPORT.getOrDefault(from, Set.of());
                        type.getDirectDependenciesFromSelf().stream()
                                .filter(d -> d.getTargetClass().getPackageName().startsWith("io.leveret"))
                                .filter(d -> {
                                    String to = room(d.getTargetClass());
                                    return !to.equals(from) && !to.equals("table") && !allowed.contains(to);
                                })
                                .forEach(d -> events.add(SimpleConditionEvent.violated(type, d.getDescription())));
                    }
                })
                .check(HOUSE);
    }

    @Test
    void packagesAreFreeOfCycles() {
        slices().matching("io.leveret.(**)").should().beFreeOfCycles().check(HOUSE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "io.netty..",
                "java.util.concurrent.locks..",
                "java.nio.channels..",
                "java.nio.file..",
                "java.net.."
            })
    void theBrokerRoomIsPure(String forbidden) {
        noClasses()
                .that()
                .resideInAPackage("io.leveret.broker..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage(forbidden)
                .allowEmptyShould(true)
                .check(HOUSE);
    }

    @Test
    void theBrokerRoomHasNoThreadsAndNoWallClock() {
        for (Class<?> forbidden : List.of(Thread.class, java.time.Clock.class, java.time.Instant.class)) {
            noClasses()
                    .that()
                    .resideInAPackage("io.leveret.broker..")
                    .should()
                    .dependOnClassesThat()
                    .areAssignableTo(forbidden)
                    .allowEmptyShould(true)
                    .check(HOUSE);
        }
        for (String clock : List.of("currentTimeMillis", "nanoTime")) {
            noClasses()
                    .that()
                    .resideInAPackage("io.leveret.broker..")
                    .should()
                    .callMethod(System.class, clock)
                    .allowEmptyShould(true)
                    .check(HOUSE);
        }
    }

    @Test
    void namesSayWhatAClassIs() {
        Stream.of("Impl", "Manager", "Helper", "Util", "Utils")
                .forEach(suffix ->
                        noClasses().should().haveSimpleNameEndingWith(suffix).check(HOUSE));
    }
}
