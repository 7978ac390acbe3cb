package io.hami.mock.app;

import io.hami.mock.cluster.ConfigMaps;
import io.hami.mock.cluster.NodeApi;
import io.hami.mock.cluster.NodeWatch;
import io.hami.mock.port.NodeStatus;
import io.hami.mock.port.NodeWriter;
import io.hami.mock.port.Pods;
import jakarta.inject.Singleton;

/**
 * All requests to the API server, through one client; a plugin without a client has none of them.
 */
@Singleton
record ApiServer(
    NodeWatch watch,
    NodeApi node,
    NodeWriter writer,
    NodeStatus status,
    Pods pods,
    ConfigMaps configMaps) {}
