// SPDX-License-Identifier: Apache-2.0
package io.leveret.amqp091;

import io.leveret.config.Settings;
import io.leveret.junit.LeveretExtension;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.ClassTemplate;
import org.junit.jupiter.api.extension.ClassTemplateInvocationContext;
import org.junit.jupiter.api.extension.ClassTemplateInvocationContextProvider;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.Extension;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Runs each test of a class with a fresh broker of one event loop, of two and of three, and injects clients as {@link
 * Clients} says. With one loop everything happens where it is asked for; with two, connections and the queues of others
 * live apart; with three, the definitions' writer does too.
 */
@ClassTemplate
@ExtendWith(EachLoopCount.Provider.class)
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@interface EachLoopCount {

    final class Provider implements ClassTemplateInvocationContextProvider {
        @Override
        public boolean supportsClassTemplate(ExtensionContext context) {
            return true;
        }

        @Override
        public Stream<Loops> provideClassTemplateInvocationContexts(ExtensionContext context) {
            return Stream.of(new Loops(1), new Loops(2), new Loops(3));
        }
    }

    record Loops(int count) implements ClassTemplateInvocationContext {
        static Settings settings(int loops) {
            return settings(loops, Settings.Amqp.DEFAULT);
        }

        static Settings settings(int loops, Settings.Amqp amqp) {
            return new Settings(
                    List.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)),
                    loops,
                    amqp,
                    Settings.DefaultUser.GUEST);
        }

        @Override
        public String getDisplayName(int invocation) {
            return count == 1 ? "1 loop" : count + " loops";
        }

        @Override
        public List<Extension> getAdditionalExtensions() {
            LeveretExtension broker = LeveretExtension.with(settings(count));
            return List.of(broker, new Clients(broker));
        }
    }
}
