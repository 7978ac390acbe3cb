/**
 * The plugin in JConsole: MXBeans of open types only, their notifications, and the connector they
 * are reached by. It looks at states and hands wishes to the operator; it decides nothing, and
 * knows neither the kubelet's room nor the cluster's.
 */
@NullMarked
package io.hami.mock.control.jmx;

import org.jspecify.annotations.NullMarked;
