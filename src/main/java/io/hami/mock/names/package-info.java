/**
 * Whose a resource name is. A kubelet gives a name to whoever registers last and tells the loser
 * nothing, so it must be known beforehand, from all that gives it away (docs/architecture.md,
 * decision 4). Pure: given what is seen and a time.
 */
@NullMarked
package io.hami.mock.names;

import org.jspecify.annotations.NullMarked;
