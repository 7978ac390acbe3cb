package io.hami.mock.e2e;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/**
 * Marks a test that needs a live node whose parts can be started and stopped; elsewhere it is
 * reported as skipped.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@NeedsNode
@EnabledIfEnvironmentVariable(
    named = "KUBE_CONTROL",
    matches = ".+",
    disabledReason = "loads images and stops parts of the node")
public @interface LiveCluster {}
