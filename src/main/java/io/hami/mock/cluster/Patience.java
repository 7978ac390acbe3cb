package io.hami.mock.cluster;

import java.time.Duration;

/**
 * How long things take with an API server.
 *
 * @param answer how long a request may go unanswered
 * @param watch how long the API server is asked to keep a watch open; it ends in good order and
 *     goes on from where it was
 * @param firstRetry after a first failure; doubles up to {@code lastRetry}
 * @param lastRetry the longest wait between two attempts
 * @param poll between two looks at the Node where it may not be watched
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
