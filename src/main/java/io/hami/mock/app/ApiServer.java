package io.hami.mock.app;

import io.hami.mock.cluster.ConfigMaps;
import io.hami.mock.cluster.NodeApi;
import io.hami.mock.cluster.NodeWatch;
import io.hami.mock.port.NodeStatus;
import io.hami.mock.port.NodeWriter;
import io.hami.mock.port.Pods;
import jakarta.inject.Singleton;

/** What is asked of the API server, all through one client; a plugin without one has none of it. */
@Singleton
record ApiServer(
    NodeWatch watch,
    NodeApi node,
    NodeWriter writer,
    NodeStatus status,
    Pods pods,
    ConfigMaps configMaps) {}
