/**
 * Random histories of a Node against a small model that says what the Node must show in the end.
 * {@code Step} is the vocabulary, {@code Histories} makes sequences of it, {@code Model} is the
 * expectation, and {@code World} is a Node with a kubelet, an API server and other plugins in
 * virtual time, in which the plugin's whole loop runs.
 */
@NullMarked
package io.hami.mock.histories;

import org.jspecify.annotations.NullMarked;
