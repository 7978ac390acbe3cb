/**
 * Codecs of the annotations in which vendors' plugins describe a node's cards (JSON array,
 * colon-and-comma text, Metax' and Enflame's own formats), and of the annotations in which HAMi's
 * scheduler writes the devices chosen for a pod. They are as strict as HAMi's scheduler and report
 * the exact position of an error. No codec knows which vendor or which annotation key it is used
 * for.
 */
@NullMarked
package io.hami.mock.annotation;

import org.jspecify.annotations.NullMarked;
