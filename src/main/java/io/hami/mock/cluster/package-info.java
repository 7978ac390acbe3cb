/**
 * The Kubernetes API: this plugin's own Node, the pods on it and two ConfigMaps. Sign-in, TLS and
 * in-cluster configuration come from micronaut-kubernetes. The watch is our own, because an
 * informer of the client library retries every second without back-off, logs a stack trace each
 * time, and reads objects strictly, so that a field which a later Kubernetes adds would break it.
 * Objects are read as a stream of JSON, and only the fields that the plugin uses.
 */
@NullMarked
package io.hami.mock.cluster;

import org.jspecify.annotations.NullMarked;
