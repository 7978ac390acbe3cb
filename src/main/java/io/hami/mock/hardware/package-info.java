/**
 * The cards in this machine, as the vendors' own libraries know them: NVML for NVIDIA, ixml for
 * Iluvatar, DCMI for Ascend, ROCm SMI for AMD and Hygon. Nothing is linked and nothing is loaded
 * before it is asked for; a library that is not there, or does not work here, is an ordinary answer
 * with the library's own words in it. What the cards amount to is decided elsewhere.
 */
@NullMarked
package io.hami.mock.hardware;

import org.jspecify.annotations.NullMarked;
