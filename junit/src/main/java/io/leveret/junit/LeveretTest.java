// SPDX-License-Identifier: Apache-2.0
package io.leveret.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Runs a test class with a broker of its own, which all its tests and nested classes share; see {@link LeveretExtension}
 * for what it injects and for other ways to run one.
 *
 * <pre>{@code
 * @LeveretTest
 * class OrdersTest {
 *     @Test
 *     void anOrderIsConfirmed(URI amqp) throws Exception {
 *         ConnectionFactory factory = new ConnectionFactory();
 *         factory.setUri(amqp);
 *         try (Connection connection = factory.newConnection()) {
 *             ...
 *         }
 *     }
 * }
 * }</pre>
 */
@Documented
@Inherited
@Target({ElementType.TYPE, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(LeveretExtension.class)
public @interface LeveretTest {}
