package io.hami.mock.annotation;

/** Reads one encoding. */
@FunctionalInterface
public interface CardCodec {
  Decoded decode(String value);
}
