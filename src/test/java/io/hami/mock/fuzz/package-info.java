/**
 * What any text at all does to the readers of what others write: the annotations, both configs and
 * the command line. {@code fuzz/run} has Jazzer make up the texts; the ordinary tests replay those
 * of {@code fuzz/corpus}. What an annotation means is said here a second time, straight from its
 * grammar, so that a codec is compared with something that shares none of its code.
 */
@NullMarked
package io.hami.mock.fuzz;

import org.jspecify.annotations.NullMarked;
