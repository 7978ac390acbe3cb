package io.hami.mock.annotation;

/** Reads one encoding; {@link Encoding} has those there are. */
@FunctionalInterface
public interface CardCodec {
  /** The cards in an annotation's value, or what is wrong with it; never an exception. */
  Decoded decode(String value);
}
