package io.hami.mock.e2e;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;

/**
 * Marks a test of behaviour that can differ between releases of Kubernetes, so that it runs on an
 * old one too; {@code docs/releases.md} lists the differences.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Tag("every-release")
@interface EveryRelease {}
