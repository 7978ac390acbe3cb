/**
 * The cards in this machine, as reported by the vendors' own libraries: NVML for NVIDIA, ixml for
 * Iluvatar, DCMI for Ascend, ROCm SMI for AMD and Hygon. No library is linked, and none is loaded
 * before it is needed. If a library is missing or does not work here, that is a normal result with
 * the library's own error text. Other packages decide what to advertise for the cards.
 */
@NullMarked
package io.hami.mock.hardware;

import org.jspecify.annotations.NullMarked;
