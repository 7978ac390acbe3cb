package io.hami.mock.e2e;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/** Marks a test that needs a live node; elsewhere it is reported as skipped. */
@Target({ElementType.TYPE, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
@Tag("live")
@EnabledIfEnvironmentVariable(
    named = "KUBECONFIG",
    matches = ".+",
    disabledReason = "needs a live cluster")
@EnabledIfEnvironmentVariable(
    named = "NODE_NAME",
    matches = ".+",
    disabledReason = "needs a live node")
@interface NeedsNode {}
