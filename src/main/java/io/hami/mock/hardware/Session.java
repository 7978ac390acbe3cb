package io.hami.mock.hardware;

import io.hami.mock.model.Card;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A vendor's library that is loaded and initialized. Only one thread may use it at a time. */
interface Session extends AutoCloseable {
  /** The library's file and the driver's version, as text for people. */
  String library();

  /**
   * The places of the present cards, in the library's order.
   *
   * @throws LibraryException when the library as a whole does not answer
   */
  List<Slot> slots() throws LibraryException;

  /** Whether {@link #await} can tell of errors of cards. */
  default boolean hasEvents() {
    return false;
  }

  /**
   * Waits for an error of a card.
   *
   * @return the error; empty when none came in time
   * @throws LibraryException when the library cannot wait
   */
  default Optional<Xid> await(Duration time) throws LibraryException {
    return Optional.empty();
  }

  /** Shuts the library down. */
  @Override
  void close();

  /** The place of one card. */
  interface Slot {
    /** The card's number on the node, from 0. */
    int index();

    /**
     * Reads the card.
     *
     * @throws LibraryException when this card does not answer
     */
    Card read() throws LibraryException;

    /**
     * Why the driver wants the card not to be used, although it answers; asked after {@link
     * #read()}.
     */
    default Optional<String> trouble() {
      return Optional.empty();
    }
  }

  /** Opens sessions. */
  @FunctionalInterface
  interface Opener {
    /**
     * Loads and initializes a library.
     *
     * @throws LibraryException when it is missing, or does not work here
     */
    Session open() throws LibraryException;
  }
}
