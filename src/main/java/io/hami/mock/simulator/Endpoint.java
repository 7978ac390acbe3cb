package io.hami.mock.simulator;

import io.hami.mock.v1beta1.DevicePluginOptions;

/** A connected plugin and its options. */
record Endpoint(PluginConnection connection, DevicePluginOptions options) {}
