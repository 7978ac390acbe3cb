/**
 * The conformance checklist of the kubelet contract as a test suite: each behaviour that is visible
 * from outside is a test with its number in its name, against the embedded kubelet in each release.
 * {@code docs/conformance.md} has the table. Items that concern only one package are tested in that
 * package, also with the number in the name.
 */
@NullMarked
package io.hami.mock.conformance;

import org.jspecify.annotations.NullMarked;
