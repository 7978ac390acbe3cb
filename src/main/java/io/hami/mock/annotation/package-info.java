/**
 * Codecs of the annotations in which vendors' plugins describe a node's cards: JSON array,
 * colon-and-comma text, Metax' and Enflame's own; and of those in which HAMi's scheduler says what
 * a pod is to be given. Strict, as HAMi's scheduler is, with the exact place of an error; nothing
 * here knows which vendor or which annotation key it serves.
 */
@NullMarked
package io.hami.mock.annotation;

import org.jspecify.annotations.NullMarked;
