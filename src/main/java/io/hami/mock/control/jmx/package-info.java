/**
 * The plugin in JConsole: MXBeans of open types only, their notifications, and the connector for
 * remote clients. It reads states and passes requests to the operator; it decides nothing and
 * imports neither the kubelet's room nor the cluster's.
 */
@NullMarked
package io.hami.mock.control.jmx;

import org.jspecify.annotations.NullMarked;
