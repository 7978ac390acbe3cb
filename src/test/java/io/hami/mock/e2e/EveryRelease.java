package io.hami.mock.e2e;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;

/**
 * Shows what can differ between releases of Kubernetes, so it is run on an old one too; {@code
 * docs/releases.md} says what differs.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Tag("every-release")
@interface EveryRelease {}
