/**
 * Gives any text to the parsers of text from outside: the annotations, both configs and the command
 * line. {@code fuzz/run} has Jazzer make up the texts; the ordinary tests replay those of {@code
 * fuzz/corpus}. The grammars of the annotations are implemented a second time here, without code of
 * the codecs, to compare the two.
 */
@NullMarked
package io.hami.mock.fuzz;

import org.jspecify.annotations.NullMarked;
