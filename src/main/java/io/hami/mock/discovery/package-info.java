/**
 * One class for each vendor, with everything that this plugin knows about it: its section of HAMi's
 * device config, where a Node shows its cards, which resources they have, how they are made up, and
 * what HAMi's scheduler is told about them. A new vendor is one class here, and its test
 * (docs/vendors.md). {@code Vendors} decides which cards are used: made-up ones, a Node's or a
 * library's. Formulas, gates and names are those of HAMi's scheduler and plugins; where these
 * define nothing and this plugin makes a choice, the class says so. No I/O, no clock, and nothing
 * of Micronaut but {@code @Singleton}.
 */
@NullMarked
package io.hami.mock.discovery;

import org.jspecify.annotations.NullMarked;
