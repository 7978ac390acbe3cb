/**
 * Cards that are made up: the models there are, which rule of the plugin's own config a Node falls
 * under, and the cards that follow. What such cards amount to, and what anybody is told of them, is
 * the vendors' business. No I/O, no clock.
 */
@NullMarked
package io.hami.mock.inventory;

import org.jspecify.annotations.NullMarked;
