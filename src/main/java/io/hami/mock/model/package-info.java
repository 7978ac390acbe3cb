/**
 * The words of this project as values: resource names, cards, quantities, what the Node says, what
 * a vendor's discovery found, and the plan made of it. Records and sealed types only; nothing here
 * reads, writes, waits or logs, and nothing here imports another room.
 */
@NullMarked
package io.hami.mock.model;

import org.jspecify.annotations.NullMarked;
