/**
 * Which plugin a resource name belongs to. A kubelet gives a name to the plugin that registers last
 * and does not tell the plugin before, so this must be known beforehand, from all signs together
 * (docs/architecture.md, decision 4). Pure: the input is what is observed and a time.
 */
@NullMarked
package io.hami.mock.names;

import org.jspecify.annotations.NullMarked;
