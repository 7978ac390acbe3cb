/**
 * Made-up cards: the known models, which rule of the plugin's own config applies to a Node, and the
 * cards of that rule. The resources of such cards, and what HAMi's scheduler is told about them,
 * are in {@code discovery}. No I/O, no clock.
 */
@NullMarked
package io.hami.mock.inventory;

import org.jspecify.annotations.NullMarked;
