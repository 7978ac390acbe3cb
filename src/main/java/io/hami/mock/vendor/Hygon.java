package io.hami.mock.vendor;

import io.hami.mock.annotation.Encoding;
import io.hami.mock.config.DeviceConfig;
import io.hami.mock.config.DeviceConfig.CardNames;
import io.hami.mock.config.Form;
import io.hami.mock.config.SeedNames;
import io.hami.mock.model.Card;
import io.hami.mock.model.Discovery;
import io.hami.mock.model.Family;
import io.hami.mock.model.NodeFacts;
import io.hami.mock.model.Unit;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Hygon DCU (vendors 1.2): memory and compute of all cards. */
@Singleton
public final class Hygon implements Vendor {
  private static final String NAME = "Hygon";
  private static final String CARDS = "hami.io/node-dcu-register";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public List<Discovery> discover(NodeFacts node, Form form) {
    return switch (form) {
      case DeviceConfig config ->
          config.hygon().stream().flatMap(names -> family(names).discover(node).stream()).toList();
      case SeedNames _ -> List.of();
    };
  }

  private static AnnotationFamily family(CardNames names) {
    Gate gate = Gate.notZero(names.count(), "hygon.resourceCountName");
    List<Offer> offers =
        Stream.of(
                names.memory().map(name -> Offer.memory(name, Unit.MEBIBYTE, Offer.factor(names))),
                names.cores().map(name -> Offer.cores(name, Card::cores)))
            .flatMap(Optional::stream)
            .toList();
    Family family = new Family(NAME, NAME, Offer.names(offers), gate.reads());
    return new AnnotationFamily(family, gate, CARDS, Encoding.TEXT, offers);
  }
}
