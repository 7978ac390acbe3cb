/**
 * The Kubernetes API: this plugin's own Node, the pods on it and two ConfigMaps. Sign-in, TLS and
 * in-cluster configuration are micronaut-kubernetes'; the watch is ours, because an informer of the
 * client library retries every second without back-off, logs a stack trace each time, and reads
 * objects strictly, so that a field which next year's Kubernetes adds breaks it. Objects are read
 * as a stream of JSON, and only the parts that somebody here asks for.
 */
@NullMarked
package io.hami.mock.cluster;

import org.jspecify.annotations.NullMarked;
