package io.hami.mock.cluster;

import java.time.Duration;

/**
 * Times and deadlines of requests to an API server.
 *
 * @param answer how long a request may wait for its answer
 * @param watch how long the API server is asked to keep a watch open; it then ends it without an
 *     error, and the next watch continues from the last version
 * @param firstRetry the wait after a first failure; doubles up to {@code lastRetry}
 * @param lastRetry the longest wait between two attempts
 * @param poll the interval between reads of the Node if it may not be watched
 */
record Patience(
    Duration answer, Duration watch, Duration firstRetry, Duration lastRetry, Duration poll) {
  static final Patience STANDARD =
      new Patience(
          Duration.ofSeconds(10),
          Duration.ofMinutes(10),
          Duration.ofMillis(200),
          Duration.ofSeconds(10),
          Duration.ofSeconds(30));
}
