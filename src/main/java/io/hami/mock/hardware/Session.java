package io.hami.mock.hardware;

import io.hami.mock.model.Card;
import java.util.List;

/** A vendor's library that is loaded and initialized. One thread at a time. */
interface Session extends AutoCloseable {
  /** The library's file and the driver's version, for people. */
  String library();

  /**
   * Where there are cards now, in the library's order.
   *
   * @throws LibraryException when the library as a whole does not answer
   */
  List<Slot> slots() throws LibraryException;

  /** Gives back what the initialization took. */
  @Override
  void close();

  /** One place for a card. */
  interface Slot {
    /** The card's place on the node, from 0. */
    int index();

    /**
     * The card in it.
     *
     * @throws LibraryException when this card does not answer
     */
    Card read() throws LibraryException;
  }

  /** Makes sessions. */
  @FunctionalInterface
  interface Opener {
    /**
     * Loads and initializes a library.
     *
     * @throws LibraryException when it is not there, or does not work here
     */
    Session open() throws LibraryException;
  }
}
