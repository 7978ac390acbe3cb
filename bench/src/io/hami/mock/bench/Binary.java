package io.hami.mock.bench;

import java.nio.file.Path;

/** A program under measure; it is started without arguments, as its environment is all it needs. */
record Binary(String name, Path program) {}
