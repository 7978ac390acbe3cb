package io.hami.mock.kubelet;

import io.hami.mock.port.ChangeDigest;
import io.hami.mock.port.Loop;
import io.hami.mock.port.Publication;
import io.hami.mock.port.Publication.State;
import jakarta.inject.Singleton;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs for operators what happens between the resources' endpoints and the kubelet. It outlives the
 * endpoints: a resource that comes and goes has a new one each time.
 */
@Singleton
final class EndpointLog {
  private static final Logger log = LoggerFactory.getLogger(ResourceEndpoint.class);

  private final ChangeDigest digest;

  EndpointLog(Loop loop) {
    digest = new ChangeDigest(loop);
  }

  /** Logs one line for each change of state, but none for what follows from it at once. */
  void tell(Publication last, Publication next) {
    boolean moved = last.state() != next.state() || !last.detail().equals(next.detail());
    switch (next.state()) {
      case ADVERTISED -> {
        if (moved && !next.detail().isEmpty()) {
          tell(next, "still advertised, but " + next.detail(), log::warn);
        } else if (moved || !last.units().equals(next.units())) {
          tell(next, "advertised, %s units".formatted(next.units()), log::info);
        }
      }
      case WITHDRAWING, WITHDRAWN -> {
        if (moved) {
          tell(
              next,
              next.state() == State.WITHDRAWN ? "no longer served" : "being withdrawn",
              log::info);
        }
      }
      case REGISTERED -> log.debug("{}: registered", next.name());
      case REGISTERING, WAITING_FOR_KUBELET -> {
        if (moved && !next.detail().isEmpty()) {
          tell(next, next.detail() + "; trying again", log::info);
        }
      }
      case NOT_SERVING, CONTENDED, WITHHELD, DISPLACED -> {
        if (moved) {
          tell(next, next.detail(), log::warn);
        }
      }
    }
  }

  private void tell(Publication next, String text, Consumer<String> out) {
    digest.tell(next.name().toString(), next.name() + ": " + text, out);
  }
}
