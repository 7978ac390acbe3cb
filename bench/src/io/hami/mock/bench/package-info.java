/**
 * The shipped distribution, or another binary that takes its arguments, measured on a live node
 * from outside: what the kubelet wrote down, what the kernel counted, what the API server served.
 * Nothing here looks into the plugin, so that two binaries are measured alike. JMH's benchmarks are
 * beside the rooms that they measure.
 */
@NullMarked
package io.hami.mock.bench;

import org.jspecify.annotations.NullMarked;
