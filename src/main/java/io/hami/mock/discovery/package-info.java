/**
 * One class a vendor, with all that this plugin knows of it: its section of HAMi's device config,
 * where a Node shows its cards, what they amount to, how they are made up, and what HAMi's
 * scheduler is told of them. A new vendor is one class here, and its test (docs/vendors.md). {@code
 * Vendors} decides whether cards that are made up, a Node's or a library's speak. Formulas, gates
 * and names are those of HAMi's scheduler and plugins; where those are silent and a choice was
 * made, the class says so. No I/O, no clock, and nothing of Micronaut but {@code @Singleton}.
 */
@NullMarked
package io.hami.mock.discovery;

import org.jspecify.annotations.NullMarked;
