/**
 * The terms of this project as records and sealed types: resource names, cards, quantities, facts
 * about the Node, what a vendor's discovery found, and the plan made from it. Nothing here reads,
 * writes, waits or logs, and nothing here imports another room.
 */
@NullMarked
package io.hami.mock.model;

import org.jspecify.annotations.NullMarked;
