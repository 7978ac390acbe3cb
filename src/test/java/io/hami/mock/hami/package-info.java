/**
 * What HAMi's real scheduler accepted from this plugin and wrote to pods, as data: one file a
 * vendor form in the test resources, recorded with HAMi's v2.10 line on a node of Kubernetes 1.37.
 */
@NullMarked
package io.hami.mock.hami;

import org.jspecify.annotations.NullMarked;
