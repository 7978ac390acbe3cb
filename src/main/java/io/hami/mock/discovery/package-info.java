/**
 * One discovery bean a vendor: what the Node says in, {@link io.hami.mock.model.Discovery} out; and
 * the same for cards that the inventory makes up or that hardware shows. {@code Vendors} decides
 * which of them speaks. A new vendor is one class here, and its test. Formulas, gates and names are
 * those of HAMi's scheduler and plugins; where those are silent and a choice was made, the class
 * says so. No I/O, no clock, and nothing of Micronaut but {@code @Singleton}.
 */
@NullMarked
package io.hami.mock.discovery;

import org.jspecify.annotations.NullMarked;
