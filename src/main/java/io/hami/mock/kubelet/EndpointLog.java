package io.hami.mock.kubelet;

import io.hami.mock.port.Publication;
import io.hami.mock.port.Publication.State;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs for operators what happens between a resource's endpoint and the kubelet. */
final class EndpointLog {
  private static final Logger log = LoggerFactory.getLogger(ResourceEndpoint.class);

  private EndpointLog() {}

  /** Logs one line for each change of state, but none for what follows from it at once. */
  static void tell(Publication last, Publication next) {
    boolean moved = last.state() != next.state() || !last.detail().equals(next.detail());
    switch (next.state()) {
      case ADVERTISED -> {
        if (moved && !next.detail().isEmpty()) {
          log.warn("{}: still advertised, but {}", next.name(), next.detail());
        } else if (moved || !last.units().equals(next.units())) {
          log.info("{}: advertised, {} units", next.name(), next.units());
        }
      }
      case WITHDRAWING, WITHDRAWN -> {
        if (moved) {
          log.info(
              "{}: {}",
              next.name(),
              next.state() == State.WITHDRAWN ? "no longer served" : "being withdrawn");
        }
      }
      case REGISTERED -> log.debug("{}: registered", next.name());
      case REGISTERING, WAITING_FOR_KUBELET -> {
        if (moved && !next.detail().isEmpty()) {
          log.info("{}: {}; trying again", next.name(), next.detail());
        }
      }
      case NOT_SERVING, CONTENDED, WITHHELD, DISPLACED -> {
        if (moved) {
          log.warn("{}: {}", next.name(), next.detail());
        }
      }
    }
  }
}
